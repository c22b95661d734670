// Recall of the peers over the mirrored issues, on the cases of an evaluation.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Case, type Figures, isReported, rankOf, recallOf } from "../proving/grade.ts";
import { mentionFree } from "../search/document.ts";
import { publicIssues } from "../storage/issues.ts";
import { DATABASE_FILE, openReadOnly } from "../storage/open.ts";
import { fts5, miniSearch, type Peer } from "./peers.ts";

const MOST = 10;
const ISSUES_MAX = 20_000; // MiniSearch takes seconds a query beyond

export type PeerFigures = Pick<Figures, "recall" | "recall_interval"> & { readonly name: string };
export type Peers = { readonly figures: readonly PeerFigures[]; readonly notes: readonly string[] };

/** The report as it was pasted is the query; title, body and comments are the text. */
export async function comparePeers(cases: readonly Case[], dataDir: string): Promise<Peers> {
  const reported = cases.filter(isReported);
  if (reported.length === 0) return { figures: [], notes: ["no case expects an issue"] };
  const texts = await mirrored(dataDir);
  if (texts.length === 0) return { figures: [], notes: ["no issue is mirrored"] };
  if (texts.length > ISSUES_MAX)
    return {
      figures: [],
      notes: [`${texts.length} issues: more than ${ISSUES_MAX} take too long`],
    };

  const mini = await miniSearch(texts);
  const peers: [string, Peer][] = [["FTS5, all words", fts5(texts)]];
  if (mini) peers.push(["MiniSearch", mini]);
  const figures = peers.map(([name, search]) => ({
    name,
    ...recallOf(reported.map((it) => rankBy(search, it, texts))),
  }));
  return { figures, notes: mini ? [] : ["MiniSearch is not installed (npm ci installs it)"] };
}

type Mirrored = { readonly ref: string; readonly title: string; readonly body: string };

function rankBy(search: Peer, it: Case, texts: readonly Mirrored[]): number {
  const hidden = new Set(it.exclude.map((ref) => ref.toLowerCase()));
  const found = search(it.text, MOST, (at) => !hidden.has(texts[at]?.ref ?? ""));
  return rankOf(
    it,
    found.map((at) => [texts[at]?.ref ?? ""]),
  );
}

async function mirrored(dataDir: string): Promise<Mirrored[]> {
  if (!existsSync(join(dataDir, DATABASE_FILE))) return [];
  const db = openReadOnly(dataDir);
  try {
    return (await publicIssues(db)).map(({ ref, title, body, comments }) => ({
      ref,
      title: mentionFree(title),
      body: mentionFree(`${body}\n${comments}`),
    }));
  } finally {
    await db.destroy();
  }
}
