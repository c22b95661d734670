// A reply as Slack messages: at most two, each within Slack's limits and complete without its blocks.

import type { types } from "@slack/bolt";
import type { Answer, Section } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import { sourceMap } from "../answer/markdown.ts";
import { toMessages } from "../answer/messages.ts";
import type { Reply } from "../conversation/reply.ts";
import { type Block, paragraph, text } from "../text/nodes.ts";
import type { Problem } from "../text/report.ts";
import { fitBlocks } from "./fit.ts";
import { CONTEXT_CHARS_MAX, clip, HEADER_CHARS_MAX } from "./limits.ts";
import { inert, plain, type Sources, section, toRich } from "./nodes.ts";
import { blocksPlain, toFallback, wordsPlain } from "./plain.ts";
import { questionBlocks, voteBlock, words } from "./questions.ts";

export type SlackMessage = { readonly text: string; readonly blocks: types.KnownBlock[] };

export type Beside = {
  /** Why these stand in the place of earlier messages. */
  readonly note?: string | undefined;
  /** What could not be read. */
  readonly problems?: readonly Problem[] | undefined;
};

const PROBLEMS_MAX = 4;

export function toSlackMessages(
  reply: Reply,
  shelf: Shelf,
  elapsedMs: number,
  beside: Beside = {},
): SlackMessage[] {
  switch (reply.kind) {
    case "silent":
      return [];
    case "acknowledge": {
      const said = [...reply.blocks, ...unreadBlocks(beside)];
      const blocks = fitBlocks([], [rich(said, new Map())], []);
      return [{ text: toFallback([blocksPlain(said, new Map())]), blocks }];
    }
    case "answer":
      return answerMessages(reply.answer, [], { shelf, elapsedMs, beside });
    case "delta":
    case "handover":
      return answerMessages(reply.answer, reply.lead, { shelf, elapsedMs, beside });
  }
}

/** `lead`: what changed; empty for a first answer, which has a header instead. */
function answerMessages(
  answer: Answer,
  lead: readonly Block[],
  { shelf, elapsedMs, beside }: { shelf: Shelf; elapsedMs: number; beside: Beside },
): SlackMessage[] {
  const sources = sourceMap(answer);
  const measure = (it: Section) => blocksPlain(it.blocks, sources).length + it.title.length;
  const parts = toMessages(answer, measure);
  return parts.map(({ sections }, at) => {
    const isFirst = at === 0;
    const isLast = at === parts.length - 1;
    const level = [levelText(answer), beside.note].filter(Boolean).join(" · ");
    const unread = unreadBlocks(beside);
    const head = isFirst
      ? [
          ...headBlocks(answer, lead, level, sources),
          ...(unread.length > 0 ? [rich(unread, sources)] : []),
        ]
      : [];
    const body = sections.map((it) => sectionBlock(it, sources));
    const tail = [
      ...(isFirst ? questionBlocks(answer.questions, shelf) : []),
      ...(isFirst ? [context(footerText(answer, elapsedMs))] : []),
      ...(isLast ? [voteBlock()] : []),
    ];
    const said = sections.map((it) => `${it.title}\n${blocksPlain(it.blocks, sources)}`);
    const first = lead.length > 0 ? blocksPlain(lead, sources) : wordsPlain(titleText(answer));
    const top = [first, wordsPlain(level), blocksPlain(unread, sources)];
    const fallback = toFallback([...(isFirst ? top : []), ...said]);
    return { text: fallback, blocks: fitBlocks(head, body, tail) };
  });
}

/** Beside an answer that is not about all of it. */
function unreadBlocks({ problems = [] }: Beside): Block[] {
  return problems.slice(0, PROBLEMS_MAX).map(({ message }) => paragraph(text(message)));
}

function headBlocks(
  answer: Answer,
  lead: readonly Block[],
  level: string,
  sources: Sources,
): types.KnownBlock[] {
  if (lead.length > 0) return [rich(lead, sources), context(level)];
  const title = clip(inert(titleText(answer)), HEADER_CHARS_MAX);
  return [{ type: "header", text: words(title) }, context(level)];
}

/** One line: Slack's header breaks none. */
function titleText({ header, level }: Answer): string {
  const parts = [header.error, header.title].filter(Boolean).join(" · ");
  const fallback = level === "new" ? `${header.product}: tell me more` : header.product;
  return (parts || fallback).replace(/\s+/g, " ").trim() || fallback;
}

function levelText({ header, level }: Answer): string {
  return `${level} · ${header.version ?? `${header.product} version unknown`}`;
}

function footerText({ footer }: Answer, elapsedMs: number): string {
  const parts = [
    footer.curatedBy && `curated by ${footer.curatedBy}`,
    footer.checkedAgainst && `checked against ${footer.checkedAgainst} on ${footer.reviewed}`,
    footer.mode,
    `${Math.round(elapsedMs)} ms`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function context(text: string): types.ContextBlock {
  return { type: "context", elements: [words(clip(inert(text), CONTEXT_CHARS_MAX))] };
}

function sectionBlock({ title, blocks }: Section, sources: Sources): types.RichTextBlock {
  const heading = section([plain(title, { bold: true }), plain("\n")]);
  return { type: "rich_text", elements: [heading, ...toRich(blocks, sources)] };
}

function rich(blocks: readonly Block[], sources: Sources): types.RichTextBlock {
  return { type: "rich_text", elements: toRich(blocks, sources) };
}
