// Search at the size of a large tracker: 2 k, 20 k and 200 k generated issues in a database file. How
// long a whole answer takes, from text to rendered Markdown; how fast the index is made; what it takes on
// disk and in memory; and what 1,000 changed issues cost, alone and while answers are wanted. MiniSearch
// and Orama, which only search, beside it where they can hold as many.

import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { row, type Times } from "./measure.ts";

const SIZES = [2_000, 20_000, 200_000];

const results: Times[] = [];
for (const size of SIZES) results.push(await bench(size));
const [, middle, large] = results;
for (const at of ["p50", "p99"] as const) {
  const ratio = (large?.[at] ?? 0) / (middle?.[at] ?? 1);
  row(`${at} from 20 k to 200 k issues`, `x ${ratio.toFixed(1)}`, "goal: clearly below x 10");
}

async function bench(size: number): Promise<Times> {
  const child = fork(join(import.meta.dirname, "search-size.ts"), [String(size)]);
  const ended = once(child, "exit");
  const said = once(child, "message");
  const [code] = await Promise.race([said.then(() => ended), ended]);
  if (code !== 0) throw new Error(`the search of ${size} issues ended with ${code}`);
  return (await said)[0] as Times;
}
