// Times of repeated work, and how they are printed. No absolute time is asserted anywhere: these
// machines are shared.

export type Times = {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
};

/** Runs `work` once for each item after `warmUp` runs that are not counted; milliseconds. */
export async function measure<Item>(
  items: readonly Item[],
  work: (item: Item) => unknown,
  warmUp = 10,
): Promise<Times> {
  for (const item of items.slice(0, warmUp)) await work(item);
  const times: number[] = [];
  for (const item of items) {
    const start = performance.now();
    await work(item);
    times.push(performance.now() - start);
  }
  return toTimes(times);
}

export function toTimes(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: sorted.at(-1) ?? 0,
    count: sorted.length,
  };
}

export function row(name: string, value: string, goal = ""): void {
  process.stdout.write(`${name.padEnd(46)} ${value.padStart(24)}  ${goal}\n`);
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const pair = (times: Times): string => `p50 ${ms(times.p50)}  p95 ${ms(times.p95)}`;
