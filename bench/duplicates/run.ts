// `npm run eval:duplicates -- FILE.jsonl.gz…`: does the earlier report of the same bug come first?
//
// Protocol: documents are title and body; a query is any report with an earlier duplicate; its
// candidates are all reports before it; a hit is any of its earlier duplicates. Rarity is that of the
// whole collection, for every engine alike. The way of a query is the product's own: `toQuery`,
// `rank`, and for a pasted block `toReport`, `readIncident` and `askedOf` before them.

import { fts5, miniSearch, type Peer } from "../../src/cli/peers.ts";
import { wilson } from "../../src/proving/interval.ts";
import { type Asked, toQuery } from "../../src/search/query.ts";
import { rank } from "../../src/search/rank.ts";
import { searchIndex } from "../../src/search/search.ts";
import { toTimes } from "../measure.ts";
import {
  type BugReport,
  blockOf,
  type Duplicates,
  pastedBlock,
  readDuplicates,
  wantedOf,
  wholeReport,
} from "./reports.ts";

const AT = [1, 5, 10];
const MOST = 10;
// MiniSearch takes a second and more for a whole report, so it gets every k-th query.
const SAMPLE_MAX = 120;

/** A way to ask: positions of the best ten below `before`. */
type Way = (report: BugReport, before: number) => Promise<number[]>;
type Ranks = ReadonlyMap<number, number>;

const files = process.argv.slice(2);
if (files.length === 0) {
  process.stderr.write("npm run eval:duplicates -- FILE.jsonl.gz…\n");
  process.exit(2);
}
for (const file of files) await evaluate(file);

async function evaluate(file: string): Promise<void> {
  const all = readDuplicates(file);
  const { reports, queries } = all;
  say(`\n${file}: ${reports.length} reports, ${queries.length} with an earlier duplicate`);
  const later = queries.slice(queries.length >> 1);
  const isError = (at: number) => reports[at]!.error_text;
  const whole = {
    all: queries,
    "later half": later,
    "error text": queries.filter(isError),
    "error text, later half": later.filter(isError),
  };
  const blocks = {
    "block only": queries.filter(isError),
    "block only, later half": later.filter(isError),
  };
  const plain = fts5(reports);
  const mini = await miniSearch(reports);

  header("the whole report");
  const asWhole = async (it: BugReport) => wholeReport(it);
  const toText = (it: BugReport) => `${it.title}\n${it.body}`;
  await compareAll(all, whole, {
    Tracehound: ranked(all, asWhole),
    "  its words alone": byWords(all, asWhole),
    "FTS5, all words": asked(plain, toText),
    ...(mini && { MiniSearch: asked(mini, toText) }),
  });
  const toBlock = (it: BugReport) => blockOf(it.body);
  header("only the block that was pasted, of reports with error text");
  await compareAll(all, blocks, {
    Tracehound: ranked(all, pastedBlock),
    "  its words alone": byWords(all, pastedBlock),
    "FTS5, all words": asked(plain, toBlock),
    ...(mini && { MiniSearch: asked(mini, toBlock) }),
  });
}

function ranked({ index }: Duplicates, toAsked: (report: BugReport) => Promise<Asked>): Way {
  return async (report, before) =>
    rank(index, toQuery(index, await toAsked(report), before), { before })
      .slice(0, MOST)
      .map(({ position }) => position);
}

function byWords({ index }: Duplicates, toAsked: (report: BugReport) => Promise<Asked>): Way {
  return async (report, before) => {
    const { terms } = toQuery(index, await toAsked(report), before);
    return searchIndex(index, terms, { most: MOST, before }).map(({ position }) => position);
  };
}

function asked(search: Peer, toText: (report: BugReport) => string): Way {
  return async (report, before) => search(toText(report), MOST, (position) => position < before);
}

async function compareAll(
  all: Duplicates,
  sets: Record<string, readonly number[]>,
  { MiniSearch, ...ways }: Record<string, Way>,
): Promise<void> {
  const [first = []] = Object.values(sets);
  const ranks: Record<string, Ranks> = {};
  for (const [name, way] of Object.entries(ways)) {
    ranks[name] = await runAll(all, first, name, way);
    for (const [set, members] of Object.entries(sets)) say(recallLine(set, members, ranks[name]));
  }
  if (!MiniSearch) return say("MiniSearch is not installed, so it is not beside them.");
  const step = Math.ceil(first.length / SAMPLE_MAX);
  const sample = first.filter((_, at) => at % step === 0);
  if (step > 1) say(`\n  every ${step}th query, the same for all, because MiniSearch is slow:`);
  ranks.MiniSearch = await runAll(all, sample, "MiniSearch", MiniSearch);
  for (const [name, mine] of Object.entries(ranks)) say(recallLine(name.trim(), sample, mine));
}

async function runAll(
  all: Duplicates,
  queries: readonly number[],
  name: string,
  way: Way,
): Promise<Ranks> {
  const ranks = new Map<number, number>();
  const times: number[] = [];
  for (const at of queries) {
    const start = performance.now();
    const found = await way(all.reports[at]!, at);
    times.push(performance.now() - start);
    const wanted = wantedOf(all, at);
    ranks.set(at, found.findIndex((position) => wanted.has(position)) + 1);
  }
  const { p50, p99 } = toTimes(times);
  say(`${name.padEnd(24)} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms a query`);
  return ranks;
}

function recallLine(set: string, members: readonly number[], ranks: Ranks): string {
  const parts = AT.map((most) => {
    const hits = members.filter((it) => (ranks.get(it) ?? 0) > 0 && ranks.get(it)! <= most);
    const [low, high] = wilson(hits.length, members.length);
    const share = hits.length / Math.max(1, members.length);
    return `@${most} ${share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  });
  return `    ${`${set} (${members.length})`.padEnd(32)} ${parts.join("  ")}`;
}

function header(text: string): void {
  say(`\n${text}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
