// One line where the same problem was solved in this place before. The fix is named only where it is
// one of those that this answer offers: what helped there may be out of range here.

import type { Entry } from "../knowledge/entry.ts";
import { type Block, type Inline, link, paragraph, text, withCode } from "../text/nodes.ts";
import type { Source } from "./answer.ts";
import { type Context, fixId } from "./context.ts";
import { openFixes } from "./fix.ts";

const SAID_BY = { asker: "its asker", maintainer: "a maintainer" };

/** Nothing where there would be nothing to follow: no fix to name and no link. */
export function solvedBlocks(context: Context, entry: Entry | null): Block[] {
  const { solved, tried } = context;
  if (!solved) return [];
  if (solved.fix !== null && tried.includes(fixId(solved.fix))) return [];
  const fix = offeredFix(context, entry);
  const thread = solved.url === null ? [] : [text(": "), link(sourceId(solved.id), "that thread")];
  if (fix.length === 0 && thread.length === 0) return [];
  const when = `Solved here before on ${solved.at.slice(0, 10)}, as ${SAID_BY[solved.by]} said`;
  return [paragraph(text(when), ...fix, ...thread, text("."))];
}

export function solvedSource({ solved }: Context, id: string): Source | null {
  if (!solved || id !== sourceId(solved.id)) return null;
  return { id, title: `Solved on ${solved.at.slice(0, 10)}`, url: solved.url };
}

function offeredFix(context: Context, entry: Entry | null): Inline[] {
  const title = context.solved?.fix ?? null;
  if (title === null || entry === null) return [];
  const isOffered = openFixes(context, entry).some(({ item }) => item.title === title);
  return isOffered ? [text(', by "'), ...withCode(title), text('"')] : [];
}

const sourceId = (thread: string): string => `thread:${thread}`;
