// Search results for a person in front of a terminal.

import { searchedText } from "../answer/searched-text.ts";
import type { Searched } from "../search/retrieve.ts";
import { forTerminal, wrap } from "../text/wrap.ts";
import type { Screen } from "./screen.ts";
import type { Result } from "./search-results.ts";

const GROUPS = [
  { title: "Entries", kinds: ["entry"] },
  { title: "Issues, pull requests and discussions", kinds: ["issue", "pull", "discussion"] },
  { title: "Documentation and releases", kinds: ["doc", "release"] },
] as const;
const RANK_WIDTH = 3;
const INDENT = " ".repeat(RANK_WIDTH + 1);
const NAMES = { issue: "", pull: "pull request", discussion: "discussion" };

export function resultsText(results: readonly Result[], screen: Screen): string {
  const groups = GROUPS.flatMap(({ title, kinds }) => {
    const mine = results.filter((it) => (kinds as readonly string[]).includes(it.kind));
    if (mine.length === 0) return [];
    return [[screen.bold(title), ...mine.map((it) => resultText(it, screen))].join("\n\n")];
  });
  return groups.join("\n\n");
}

function resultText(result: Result, { bold, dim, width }: Screen): string {
  const { kind, rank, id, title, url, score, share, why } = result;
  const isPage = kind === "doc" || kind === "release";
  const rows = (value: string) => wrap(forTerminal(value), width, INDENT);
  const name = isPage ? title : [id, state(result)].filter(Boolean).join("  ");
  const scores = [
    `score ${score.toFixed(2)}`,
    share !== null && `${Math.round(share * 100)} % of the words`,
  ];
  return [
    `${String(rank).padStart(RANK_WIDTH)} ${bold(rows(name).trimStart())}`,
    ...(isPage ? [] : [rows(title)]),
    ...(url ? [rows(url)] : []),
    dim(rows([...why, ...scores].filter(Boolean).join("; "))),
  ].join("\n");
}

/** `closed 2023-01-04, checked 2026-02-02`; a pull request says what it is. */
function state({ kind, state: word, since, checked }: Result): string {
  const name = kind in NAMES ? NAMES[kind as keyof typeof NAMES] : "";
  const now = [word, since].filter(Boolean).join(" ");
  return [name, now, checked && `checked ${checked}`].filter(Boolean).join(", ");
}

/** What "nothing" means: how much was looked through, and how to have more. */
export function nothingText(searched: Searched, { width }: Screen, isNarrowed: boolean): string {
  const advice = isNarrowed
    ? "Try other words, or every kind."
    : "Try other words: an error's type, a setting, a name from the trace.";
  return [
    wrap(`Nothing found in ${searchedText(searched)}.`, width),
    wrap(isEmpty(searched) ? FILL : advice, width),
  ].join("\n");
}

/** How much was looked through, and that there is more to be had where nothing is mirrored. */
export function searchedLines(searched: Searched, { width, dim }: Screen): string {
  const said = `Searched ${searchedText(searched)}.`;
  return dim(wrap(isEmpty(searched) ? `${said} ${FILL}` : said, width));
}

const FILL =
  "No issue and no page is mirrored yet: `tracehound sync` fetches the repositories of config.yaml, `tracehound issues import FILE` takes a file.";

function isEmpty({ issues, pages, releases }: Searched): boolean {
  return issues + pages + releases === 0;
}
