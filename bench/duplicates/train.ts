// `npm run train:rank -- FILE.jsonl.gz…`: weights for `src/search/rank.ts`. The earlier half of the
// first file's queries trains; its later half and every other file are only shown, before and after.
// Each report is asked twice, as written and as the pasted block alone, because people do both.

import { FEATURES } from "../../src/search/features.ts";
import { type Asked, toQuery } from "../../src/search/query.ts";
import { candidates, WEIGHTS, type Weights } from "../../src/search/rank.ts";
import { type Example, train } from "../../src/search/train.ts";
import {
  type BugReport,
  type Duplicates,
  pastedBlock,
  readDuplicates,
  wantedOf,
  wholeReport,
} from "./reports.ts";

const DIGITS = 3;
const AT = [1, 5, 10];

const [first, ...others] = process.argv.slice(2);
if (!first) {
  process.stderr.write("npm run train:rank -- FILE.jsonl.gz…\n");
  process.exit(2);
}
const WAYS: Record<string, (report: BugReport) => Promise<Asked>> = {
  whole: async (report) => wholeReport(report),
  block: pastedBlock,
};

const all = readDuplicates(first);
const half = all.queries.length >> 1;
const earlier = all.queries.slice(0, half);
const weights = train([
  ...(await examples(all, earlier, "whole")),
  ...(await examples(
    all,
    earlier.filter((at) => all.reports[at]!.error_text),
    "block",
  )),
]);
process.stdout.write(
  `${FEATURES.map((it) => `  ${it}: ${weights[it].toFixed(DIGITS)},`).join("\n")}\n`,
);

await show(`${first}, later half`, all, all.queries.slice(half));
for (const file of others) {
  const other = readDuplicates(file);
  await show(file, other, other.queries);
}

async function show(name: string, set: Duplicates, queries: readonly number[]): Promise<void> {
  for (const way of Object.keys(WAYS)) {
    const mine = queries.filter((at) => way === "whole" || set.reports[at]!.error_text);
    const lists = await examples(set, mine, way);
    const kinds = { words: null, "weights in use": WEIGHTS, "these weights": weights };
    for (const [kind, by] of Object.entries(kinds))
      process.stdout.write(`${name}, ${way}, ${kind}: ${recalls(lists, by)}\n`);
  }
}

async function examples(
  set: Duplicates,
  queries: readonly number[],
  way: string,
): Promise<Example[]> {
  const made: Example[] = [];
  for (const at of queries) {
    const wanted = wantedOf(set, at);
    const query = toQuery(set.index, await WAYS[way]!(set.reports[at]!), at);
    const found = candidates(set.index, query, { before: at });
    made.push(found.map(({ features, position }) => ({ features, isRight: wanted.has(position) })));
  }
  return made;
}

function recalls(lists: readonly Example[], by: Weights | null): string {
  const points = ({ features }: Example[number]) =>
    by ? FEATURES.reduce((sum, it) => sum + by[it] * features[it], 0) : features.words;
  const ranks = lists.map(
    (list) => list.toSorted((a, b) => points(b) - points(a)).findIndex((it) => it.isRight) + 1,
  );
  const share = (most: number) =>
    ranks.filter((it) => it > 0 && it <= most).length / Math.max(1, ranks.length);
  return AT.map((most) => `@${most} ${share(most).toFixed(3)}`).join("  ");
}
