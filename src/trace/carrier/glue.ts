// A Python traceback whose newlines were lost. The sentences and frames that Python prints show
// where lines began; the headline is found by the source that raises it, or by its name.

import { isErrorName, shortName } from "../headline.ts";
import { splitNotes } from "../python/exact.ts";
import { unglueReport } from "./glue-reports.ts";

const FRAME = String.raw`File "[^"]{1,1000}", line \d{1,9}(?:,? in (?:<[\w ]{1,40}>|top-level template code|[\p{L}\p{N}_.]{1,200}))?`;
const RAIL = String.raw`\+-[-+]{2,} (?:\d{1,4}|\.\.\.) -{3,}|\+-{20,}`;
// Each stands on a line of its own.
const SENTENCES = [
  String.raw`(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\):`,
  "During handling of the above exception, another exception occurred:",
  "The above exception was the direct cause of the following exception:",
  String.raw`\[Previous line repeated \d+ more times?\]`,
  String.raw`Exception in thread [^\s:]{1,80}(?: \([^)]{1,80}\))?:`,
  String.raw`Exception ignored in(?: \w{1,20} callback)?: <[^<>]{1,200}(?:<\w{1,80}>[^<>]{0,100}){0,3}>`,
  "(?:Task|Future) exception was never retrieved",
  "-{3} Logging error -{3}",
  "Original exception was:(?= {1,9}Traceback)|Error in sys\\.excepthook:",
  "Failed example:|Exception raised:",
  String.raw`\[end of output\]`,
  String.raw`(?<=Traceback: {0,9})"""|"""(?= {1,9}The above exc|\s*$)`,
];
// Frames follow that no headline ends.
const STACKS = [
  "Call stack:|Stack \\(most recent call last\\):|Object created at \\(most recent call last\\):",
  String.raw`(?:Current thread|Thread) 0x[\da-fA-F]{1,16} (?:\[[^\]]{1,60}\] )?\(most recent call first\):`,
];
// Each begins a line, and what follows goes on in it.
const LABELS = [
  "Message: (?=['\"])|Arguments: (?=[([{])|(?:future|handle|task): <",
  "Fatal Python error: |Extension modules: ",
];
const TOKEN = new RegExp(
  `(?<frame>${FRAME})|(?<stack>${STACKS.join("|")})|(?<label>${LABELS.join("|")})|${RAIL}|${SENTENCES.join("|")}`,
  "gu",
);
const CLUES = ['File "', "exception was never retrieved"];
const CHARS_MIN = 60;

type Token = {
  readonly text: string;
  readonly start: number;
  readonly kind: "frame" | "stack" | "label" | "sentence";
};

/** The lines of a glued traceback; null when the line is not one. */
export function unglue(line: string): readonly string[] | null {
  if (line.length < CHARS_MIN || !CLUES.some((clue) => line.includes(clue))) return null;
  const tokens = [...line.matchAll(TOKEN)].map(toToken);
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (tokens.length === 0 || (only && headlineStart(line.slice(only.start + only.text.length)) < 0))
    return null;
  const grouped = tokens.some(({ text }) => text.includes("Exception Group") || /^\+-/.test(text));
  const lines: string[] = [...plain(line.slice(0, tokens[0]?.start ?? 0), grouped)];
  let isStack = false;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const between = line.slice(token.start + token.text.length, next?.start ?? line.length);
    if (token.kind !== "frame") isStack = token.kind === "stack";
    const isInner = isStack || next?.kind === "frame";
    lines.push(...linesOf(token, between, { isInner, grouped }));
  }
  return lines;
}

function toToken({ 0: text, index: start, groups }: RegExpExecArray): Token {
  const { frame, stack, label } = groups ?? {};
  const kind = frame ? "frame" : stack ? "stack" : label ? "label" : "sentence";
  return { text, start, kind };
}

type Where = { readonly isInner: boolean; readonly grouped: boolean };

/** A token, and the text up to the next one. Under an inner frame there is only source. */
function linesOf({ text, kind }: Token, between: string, where: Where): readonly string[] {
  if (kind === "label") return labelled(`${text}${between.trimEnd()}`);
  const underFrame = kind === "frame" || text.startsWith("[Previous");
  const first = kind === "frame" ? `  ${text}` : text;
  if (!underFrame) return [first, ...plain(between, where.grouped)];
  return [first, ...(where.isInner ? source(between) : withHeadline(between, where.grouped))];
}

/** `future: <…>` and what was set in it, where it has no traceback. */
function labelled(text: string): readonly string[] {
  const end = text.lastIndexOf("> ");
  const rest = end > 0 ? text.slice(end + 2).trimStart() : "";
  return headlineStart(rest) === 0 ? [text.slice(0, end + 1), rest] : [text];
}

function source(text: string): readonly string[] {
  return text.trim() === "" ? [] : [`    ${text.trim()}`];
}

/** Text that is not under a frame: a headline without traceback, or a logger's words. */
function plain(text: string, grouped: boolean): readonly string[] {
  const trimmed = text.replace(/^[\s|]+|[\s|]+$/g, "");
  if (trimmed === "") return [];
  return ["", ...(unglueReport(trimmed) ?? tail(trimmed, grouped))];
}

/** Source, carets, then `Type: message`, all on one line. */
function withHeadline(text: string, grouped: boolean): readonly string[] {
  const at = headlineStart(text);
  if (at < 0) return source(text);
  const headline = text.slice(at).replace(/[\s|]+$/g, "");
  const bare = /^[\p{L}\p{N}_.]+(?=\s)/u.exec(headline)?.[0];
  const lines = bare ? [bare, headline.slice(bare.length).trim()] : tail(headline, grouped);
  return [...source(text.slice(0, at)), ...lines];
}

const NEXT_RECORD =
  /\s+(?=\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|\[[DIWEC] \d{6} \d\d:\d\d:\d\d |(?:INFO|WARNING|ERROR|DEBUG): {2,}|={10,}|-{20,}|_{10,}|\*{20,}|-{5,} \S)/;

/** A message, its notes where they can be told, and the log record that was glued behind it. */
function tail(text: string, grouped: boolean): readonly string[] {
  const parts = grouped ? text.split(/\s+\|(?:\s+\|)*\s+/) : [text];
  return parts.flatMap((part) => {
    const cut = part.search(NEXT_RECORD);
    if (cut <= 0) return splitNotes(part);
    return [...splitNotes(part.slice(0, cut).trimEnd()), part.slice(cut).trimStart()];
  });
}

const CANDIDATE =
  /(?<=^|[\s|])((?:[\p{L}_][\p{L}\p{N}_]*|<locals>)(?:\.(?:[\p{L}_][\p{L}\p{N}_]*|<locals>)){0,20})(?=: |:?\s*$|:\s*\|)/gu;
const RAISE = /\braise\s+([\p{L}_][\p{L}\p{N}_.]*)/u;
// The word right behind the carets; a bare type may have a note behind it.
const AFTER_CARETS =
  /(?<=\s)[~^]+[\s|]+([\p{L}_][\p{L}\p{N}_.]*(?:\.<locals>\.[\p{L}\p{N}_.]+)?)(?=(:)?(?:\s|$))/gu;

/** Where the headline begins behind the source and carets of the last frame; -1 when there is none. */
function headlineStart(text: string): number {
  const found = [...text.matchAll(CANDIDATE)].map((it) => ({ name: it[1] ?? "", at: it.index }));
  const raise = RAISE.exec(text);
  const raised = raise?.[1] ? shortName(raise[1]) : "";
  const behind = (raise?.index ?? 0) + (raise?.[0].length ?? 0);
  const sure = [
    afterCarets(text),
    found.find(({ name, at }) => raised && at >= behind && shortName(name) === raised)?.at,
  ].filter((at) => at !== undefined);
  if (sure.length > 0) return Math.min(...sure);
  const named = found.find(({ name, at }) => at >= behind && isErrorName(name));
  return (
    named?.at ??
    found.find(({ name, at }) => at >= behind && /\p{Lu}/u.test(shortName(name)[0] ?? ""))?.at ??
    -1
  );
}

function afterCarets(text: string): number | undefined {
  for (const match of text.matchAll(AFTER_CARETS)) {
    const name = match[1] ?? "";
    const isHeadline = isErrorName(name) || (match[2] && /[\p{Lu}\p{Lo}.]/u.test(name));
    if (isHeadline) return match.index + match[0].length - name.length;
  }
  return undefined;
}
