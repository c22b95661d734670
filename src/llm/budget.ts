// What the model may cost in a day. A call reserves what it can cost at most before it is made, so
// that many at once cannot pass the limit together, and gives back what it did not use.

export type Spent = { readonly tokens: number; readonly cost: number };

/** Adds to what was spent on a day (`2026-11-22`, UTC) and returns that day's sum. At once: no other addition comes between. */
export type Counter = (day: string, add: Spent) => Promise<Spent>;

export type Prices = {
  /** In the currency of the limit, for a million tokens. */
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
};
export type Limits = {
  readonly tokensPerDay: number;
  /** Null: tokens are the only limit. */
  readonly costPerDay: ({ readonly limit: number } & Prices) | null;
};
export type Used = { readonly input: number; readonly output: number };

/** Settles a reservation once: with what was used, or null when it is not known. */
export type Settle = (used: Used | null) => Promise<void>;

const MILLION = 1_000_000;
const DAY_CHARS = "2026-11-22".length;

/** Counts in memory: a restart begins the day anew. */
export function memoryCounter(): Counter {
  let current: { day: string; spent: Spent } | null = null;
  return async (day, add) => {
    const before = current?.day === day ? current.spent : { tokens: 0, cost: 0 };
    const spent = { tokens: before.tokens + add.tokens, cost: before.cost + add.cost };
    current = { day, spent };
    return spent;
  };
}

/** Reserves `most` of today's budget. Null: it would pass a limit, and nothing is reserved. */
export async function reserve(
  counter: Counter,
  limits: Limits,
  most: Used,
  now: Date,
): Promise<Settle | null> {
  const day = now.toISOString().slice(0, DAY_CHARS);
  const reserved = toSpent(most, limits);
  const sum = await counter(day, reserved);
  if (
    sum.tokens > limits.tokensPerDay ||
    (limits.costPerDay && sum.cost > limits.costPerDay.limit)
  ) {
    await counter(day, difference({ tokens: 0, cost: 0 }, reserved));
    return null;
  }
  return async (used) => {
    // Not known: the server may have worked, so the reservation stands.
    if (used) await counter(day, difference(toSpent(used, limits), reserved));
  };
}

function toSpent({ input, output }: Used, { costPerDay }: Limits): Spent {
  const { inputPerMillion = 0, outputPerMillion = 0 } = costPerDay ?? {};
  const cost = (input * inputPerMillion + output * outputPerMillion) / MILLION;
  return { tokens: input + output, cost };
}

function difference(a: Spent, b: Spent): Spent {
  return { tokens: a.tokens - b.tokens, cost: a.cost - b.cost };
}
