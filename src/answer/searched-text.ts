// How much was looked through, in words: what "nothing found" is worth.

import type { Searched } from "../search/retrieve.ts";

/**
 * `183 entries, 1,930 issues, 120 pages and 40 releases`; what there is none of is left out. While the
 * first index is built, the part of the mirror that these are.
 */
export function searchedText(searched: Searched): string {
  const counts = countsText(searched);
  if (searched.indexed >= 1) return counts ?? "an empty mirror";
  const percent = Math.floor(searched.indexed * 100);
  return `${counts ?? "nothing yet"} (about ${percent} % of what is mirrored is indexed so far)`;
}

function countsText({ entries, issues, pages, releases }: Searched): string | null {
  const counts = [
    counted(entries, "entry", "entries"),
    counted(issues, "issue", "issues"),
    counted(pages, "page", "pages"),
    counted(releases, "release", "releases"),
  ].filter((it) => it !== null);
  if (counts.length === 0) return null;
  return counts.length === 1
    ? counts.join("")
    : `${counts.slice(0, -1).join(", ")} and ${counts.at(-1)}`;
}

function counted(count: number, one: string, many: string): string | null {
  if (count === 0) return null;
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
