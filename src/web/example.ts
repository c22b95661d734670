// The report behind "Use an example": one that the community's own knowledge is tested with, so the
// page knows no product.

import type { Knowledge } from "../knowledge/knowledge.ts";

/** A fixture whose name says "example", else the first one; null when no entry has any. */
export function exampleOf({ fixtures }: Knowledge): string | null {
  const all = [...fixtures.values()].flatMap(({ match }) => match);
  const example = all.find(({ name }) => /\bexample\b/i.test(name)) ?? all[0];
  return example?.report ?? null;
}
