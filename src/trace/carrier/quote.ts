// `>` quotes of Slack, mail and Markdown, one level or several, and bullets.

import type { Run } from "./fence.ts";

// pytest marks the failing line with `>` and four spaces or more; that is no quote.
const QUOTE = /^\s?(?!>= ?[\w-])(?:> ?){1,5}(?=\S|\s{0,400}\S|\s*$)/;
const PYTEST = /^>\s{3,}\S|^> ?\d+ \|/; // Jest: `> 5 | source`
const LEVELS_MAX = 5;

/** Splits a run where a quote begins and ends. A quote's end is the end of a paste. */
export function splitQuotes(run: Run): readonly Run[] {
  if (!run.lines.some((line) => line.trimStart().startsWith(">"))) return [run];
  const parts: (Run & { readonly quote: boolean })[] = [];
  for (let from = 0; from < run.lines.length; ) {
    const quoted = isQuoted(run.lines[from]);
    let to = from + 1;
    while (to < run.lines.length && isQuoted(run.lines[to]) === quoted) to++;
    const lines = run.lines.slice(from, to);
    const at = run.at.slice(from, to);
    const quote = quoted && !isMarker(lines);
    const last = parts.at(-1);
    if (!quote && last && !last.quote) {
      const joined = [...last.lines, ...lines];
      parts[parts.length - 1] = { ...last, lines: joined, at: [...last.at, ...at] };
    } else if (quote) parts.push({ lines: unquoted(lines), at, closed: true, quote });
    else parts.push({ lines, at, closed: run.closed, quote });
    from = to;
  }
  return parts;
}

function isQuoted(line = ""): boolean {
  return QUOTE.test(line);
}

/** A lone `>` closes a value that Python printed; pytest and loguru mark the failing line. */
function isMarker(lines: readonly string[]): boolean {
  const [line = "", next] = lines;
  return next === undefined && (/^\s*>(?:\s*$|>> | File ")/.test(line) || PYTEST.test(line));
}

function unquoted(lines: readonly string[]): readonly string[] {
  let rest = lines;
  for (let level = 0; level < LEVELS_MAX; level++) {
    const full = rest.filter((line) => line.trim() !== "");
    if (full.length === 0 || !full.every((line) => /^\s?>/.test(line))) break;
    const spaced = full.every((line) => /^\s?>(?: |$)/.test(line));
    rest = rest.map((line) => line.replace(spaced ? /^\s?> ?/ : /^\s?>/, ""));
  }
  return rest;
}

const BULLET = /^\s{0,3}(?:[•◦▪*-]|\d{1,3}[.)]) /;

/** Takes list markers off when every line has one. */
export function withoutBullets(lines: readonly string[]): readonly string[] {
  const full = lines.filter((line) => line.trim() !== "");
  if (full.length < 3 || !full.every((line) => BULLET.test(line))) return lines;
  return lines.map((line) => line.replace(BULLET, ""));
}
