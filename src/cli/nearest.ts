// "Did you mean …?": the known name that a mistyped one is closest to.

/** Names are short; anything longer is not a typing error. */
const NAME_CHARS_MAX = 40;

/** The nearest of `known`, or null when none is near enough to be what was meant. */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > NAME_CHARS_MAX) return null;
  const best = known
    .map((it) => ({
      it,
      distance: it.startsWith(name) && name !== "" ? 1 : editDistance(name, it),
    }))
    .toSorted((a, b) => a.distance - b.distance)
    .at(0);
  return best && best.distance <= Math.max(1, Math.floor(best.it.length / 3)) ? best.it : null;
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(name: string, known: readonly string[], mark = ""): string {
  const near = nearest(name, known);
  return near ? `; did you mean ${mark}${near}?` : "";
}

/** Insertions, deletions and replacements that lead from one name to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [line, char] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const replace = (row[at - 1] ?? 0) + (char === to[at - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
