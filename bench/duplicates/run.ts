// `npm run eval:duplicates -- FILE.jsonl.gz…`: does the earlier report of the same bug come first?
//
// Protocol: documents are title and body; a query is any report with an earlier duplicate; its
// candidates are all reports before it; a hit is any of its earlier duplicates. Rarity is that of the
// whole collection, for every engine alike. The way of a query is the product's own: `toQuery`,
// `rank`, and for a pasted block `toReport`, `readIncident` and `askedOf` before them.

import { type Asked, toQuery } from "../../src/search/query.ts";
import { rank } from "../../src/search/rank.ts";
import { searchIndex } from "../../src/search/search.ts";
import { toTimes } from "../measure.ts";
import { type Engine, fts5, miniSearch } from "./peers.ts";
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
const Z_95 = 1.96;

/** A way to ask: positions of the best ten below `before`. */
type Way = (report: BugReport, before: number) => Promise<number[]>;
type Ranks = { readonly ranks: ReadonlyMap<number, number>; readonly times: readonly number[] };

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
  const peers = { "FTS5, all words": fts5(reports), MiniSearch: miniSearch(reports) };

  header("the whole report");
  const asWhole = async (it: BugReport) => wholeReport(it);
  await compare(all, whole, {
    Tracehound: ranked(all, asWhole),
    "  its words alone": byWords(all, asWhole),
    ...asked(peers, (it) => `${it.title}\n${it.body}`),
  });
  header("only the block that was pasted, of reports with error text");
  await compare(all, blocks, {
    Tracehound: ranked(all, pastedBlock),
    "  its words alone": byWords(all, pastedBlock),
    ...asked(peers, (it) => blockOf(it.body)),
  });
}

function ranked({ index }: Duplicates, toAsked: (report: BugReport) => Promise<Asked>): Way {
  return async (report, before) =>
    rank(index, toQuery(index, await toAsked(report), before), { before })
      .slice(0, AT.at(-1))
      .map(({ position }) => position);
}

function byWords({ index }: Duplicates, toAsked: (report: BugReport) => Promise<Asked>): Way {
  return async (report, before) => {
    const { terms } = toQuery(index, await toAsked(report), before);
    return searchIndex(index, terms, { most: AT.at(-1)!, before }).map(({ position }) => position);
  };
}

function asked(peers: Record<string, Engine>, toText: (report: BugReport) => string) {
  const ways = Object.entries(peers).map(([name, search]): [string, Way] => [
    name,
    async (report, before) => search(toText(report), before),
  ]);
  return Object.fromEntries(ways);
}

async function compare(
  all: Duplicates,
  sets: Record<string, readonly number[]>,
  ways: Record<string, Way>,
): Promise<void> {
  const [first = []] = Object.values(sets);
  for (const [name, way] of Object.entries(ways)) {
    const { ranks, times } = await runAll(all, first, way);
    const { p50, p99 } = toTimes(times);
    say(`${name.padEnd(24)} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms a query`);
    for (const [set, members] of Object.entries(sets)) say(recallLine(set, members, ranks));
  }
}

async function runAll(all: Duplicates, queries: readonly number[], way: Way): Promise<Ranks> {
  const ranks = new Map<number, number>();
  const times: number[] = [];
  for (const at of queries) {
    const start = performance.now();
    const found = await way(all.reports[at]!, at);
    times.push(performance.now() - start);
    const wanted = wantedOf(all, at);
    ranks.set(at, found.findIndex((position) => wanted.has(position)) + 1);
  }
  return { ranks, times };
}

function recallLine(set: string, members: readonly number[], ranks: Ranks["ranks"]): string {
  const parts = AT.map((most) => {
    const hits = members.filter((it) => (ranks.get(it) ?? 0) > 0 && ranks.get(it)! <= most);
    const [low, high] = interval(hits.length, members.length);
    const share = hits.length / Math.max(1, members.length);
    return `@${most} ${share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  });
  return `    ${`${set} (${members.length})`.padEnd(32)} ${parts.join("  ")}`;
}

/** Wilson's 95 % interval of a share (Wilson 1927): right for small samples and near the edges. */
function interval(hits: number, count: number): [low: number, high: number] {
  if (count === 0) return [0, 1];
  const share = hits / count;
  const middle = share + Z_95 ** 2 / (2 * count);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / count + Z_95 ** 2 / (4 * count ** 2));
  const scale = 1 + Z_95 ** 2 / count;
  return [(middle - spread) / scale, (middle + spread) / scale];
}

function header(text: string): void {
  say(`\n${text}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
