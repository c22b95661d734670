// A Python traceback whose newlines were lost. The sentences and frames that Python prints show
// where lines began; the headline is found by the source that raises it, or by its name.

import { isErrorName, shortName } from "../headline.ts";

const TOKEN =
  /(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):|File "[^"]{1,1000}", line \d{1,9}(?:, in (?:<[\w ]{1,40}>|[\p{L}\p{N}_.]{1,200}))?|During handling of the above exception, another exception occurred:|The above exception was the direct cause of the following exception:|\+-[-+]{2,} (?:\d{1,4}|\.\.\.) -{3,}|\+-{20,}|\[Previous line repeated \d+ more times?\]/gu;
const CHARS_MIN = 60;

/** The lines of a glued traceback; null when the line is not one. */
export function unglue(line: string): readonly string[] | null {
  if (line.length < CHARS_MIN || !line.includes('File "')) return null;
  const tokens = [...line.matchAll(TOKEN)].map((it) => ({ text: it[0], start: it.index }));
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (tokens.length === 0 || (only && headlineStart(line.slice(only.start + only.text.length)) < 0))
    return null;
  const lines: string[] = [];
  const first = tokens[0]?.start ?? 0;
  if (line.slice(0, first).trim() !== "") lines.push(...plain(line.slice(0, first)));
  for (const [index, { text, start }] of tokens.entries()) {
    const next = tokens[index + 1];
    const between = line.slice(start + text.length, next?.start ?? line.length);
    const isFrame = text.startsWith("File ");
    lines.push(isFrame ? `  ${text}` : text);
    const underFrame = isFrame || text.startsWith("[Previous");
    if (underFrame && next?.text.startsWith("File ")) lines.push(...source(between));
    else lines.push(...(underFrame ? withHeadline(between) : plain(between)));
  }
  return lines;
}

function source(text: string): readonly string[] {
  return text.trim() === "" ? [] : [`    ${text.trim()}`];
}

/** Text that is not under a frame: a headline without traceback, or a logger's words. */
function plain(text: string): readonly string[] {
  const trimmed = text.replace(/^[\s|]+|[\s|]+$/g, "");
  return trimmed === "" ? [] : ["", ...tail(trimmed)];
}

/** Source, carets, then `Type: message`, all on one line. */
function withHeadline(text: string): readonly string[] {
  const at = headlineStart(text);
  if (at < 0) return source(text);
  return [...source(text.slice(0, at)), ...tail(text.slice(at).replace(/[\s|]+$/g, ""))];
}

const NEXT_RECORD =
  /\s+(?=\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|(?:INFO|WARNING|ERROR|DEBUG): {2,}|={10,}|-{20,}|_{10,})/;

/** A message, and the log record that was glued behind it. */
function tail(text: string): readonly string[] {
  const cut = text.search(NEXT_RECORD);
  return cut > 0 ? [text.slice(0, cut).trimEnd(), text.slice(cut).trimStart()] : [text];
}

const CANDIDATE =
  /(?<=^|[\s|])((?:[\p{L}_][\p{L}\p{N}_]*|<locals>)(?:\.(?:[\p{L}_][\p{L}\p{N}_]*|<locals>)){0,20})(?=: |:?\s*$|:\s*\|)/gu;
const RAISE = /\braise\s+([\p{L}_][\p{L}\p{N}_.]*)/u;
const CARETS = /(?<=\s)[~^]+(?=\s)/g;

function headlineStart(text: string): number {
  const found = [...text.matchAll(CANDIDATE)].map((it) => ({ name: it[1] ?? "", at: it.index }));
  const carets = [...text.matchAll(CARETS)].map((it) => it.index + it[0].length);
  const afterCarets = found.find(
    ({ name, at }) => /[A-Z.]/.test(name) && carets.some((end) => isNext(text, end, at)),
  );
  if (afterCarets) return afterCarets.at;
  const raise = RAISE.exec(text);
  const raised = raise?.[1] ? shortName(raise[1]) : "";
  const behind = (raise?.index ?? 0) + (raise?.[0].length ?? 0);
  const byRaise = found.find(
    ({ name, at }) => raised && at >= behind && shortName(name) === raised,
  );
  if (byRaise) return byRaise.at;
  const named = found.find(({ name, at }) => at >= behind && isErrorName(name));
  return (
    named?.at ??
    found.find(({ name, at }) => at >= behind && /[A-Z]/.test(shortName(name)[0] ?? ""))?.at ??
    -1
  );
}

function isNext(text: string, end: number, at: number): boolean {
  return at >= end && /^[\s|]*$/.test(text.slice(end, at));
}
