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

/** `; did you mean x?`, or nothing. */
export function didYouMean(name: string, known: readonly string[], mark = ""): string {
  const near = nearest(name, known);
  return near ? `; did you mean ${mark}${near}?` : "";
}

/** Insertions, deletions, replacements and swapped neighbours that lead from one name to the other. */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  const cost = (line: number, at: number) => rows[line]?.[at] ?? Number.POSITIVE_INFINITY;
  for (let line = 1; line <= from.length; line += 1) {
    const row = [line];
    rows.push(row);
    for (let at = 1; at <= to.length; at += 1) {
      const isSame = from[line - 1] === to[at - 1];
      const isSwap = from[line - 1] === to[at - 2] && from[line - 2] === to[at - 1];
      row[at] = Math.min(
        cost(line - 1, at - 1) + (isSame ? 0 : 1),
        cost(line - 1, at) + 1,
        cost(line, at - 1) + 1,
        isSwap ? cost(line - 2, at - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return cost(from.length, to.length);
}
