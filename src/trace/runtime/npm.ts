// What package managers print when they fail: npm's `npm error …` blocks (`npm ERR!` before 10),
// pnpm's `ERR_PNPM_… `, and both yarns.

import type { Exception, InAppTest, Trace, TraceReader } from "../trace.ts";
import { readBlocks } from "./javascript-blocks.ts";

// A logger may have put something before; in a sentence, `npm error` is no error.
const LINE = /^(?:|.{0,160}?(?:[:\]|>-] ?|\s{2}))npm (?:ERR!|error)(?: |$)(.*)$/;
const SENTENCE =
  /^(?!code |errno |enoent |network |need auth |peer |could not |command |missing: |engine |not)[a-z]\w* \w/;
const OWN = /^\s*npm (?:ERR!|error)(?: |$)/;
const CODE = /^code (\S+)\s*$/;
// What npm says about an error beside its message.
const FIELD =
  /^\s*(?:code|syscall|errno|path|dest|cwd|pkgid|signal|file|spawnargs|spawn|type|location|workspace)(?: |$)|^command (?!failed)|^A complete log of this run|^\s*(?:at |[}\]]|[\w$]+: '?)/;
// The first column of a message, where npm repeats the kind of error.
const COLUMN =
  /^(?:enoent|eresolve|404|403|401|notarget|notsup|engine|network|nerf dart|git|need auth|JSON\.parse|invalid|shrinkwrap|audit|usage) (?=\S)/i;
const SHOUTED = /^(E[A-Z][A-Z0-9_]{2,}):? (\S.*)$/;
const PNPM = /^\s*(?:\[?ERROR\]?\s+)?(ERR_PNPM_[A-Z0-9_]+|ELIFECYCLE)[ \u00a0]+(\S.*)$/;
const BERRY = /^➤ (YN00(?:01|09|16|18|28|35|41|80|81|82|87|90)): [│┌└·]? ?(\S.*)$/;
const CLASSIC = /^error (\S.*)$/;
const GAP_MAX = 2;

/** Reads the failures of npm, pnpm and yarn. */
export const npm: TraceReader = {
  runtime: "npm",
  clues: ["npm ERR!", "npm error", "ERR_PNPM_", "ELIFECYCLE", "➤ YN0", "yarnpkg.com"],
  starts: ["npm (?:ERR!|error)(?= |$)", "ERR_PNPM_[A-Z_]+ ", "➤ YN0"],
  read: ({ lines }, isInApp) => {
    const traces: Trace[] = [];
    for (let at = 0; at < lines.length; ) {
      const block = blockAt(lines, at);
      if (block) traces.push(...ofNpm(block, isInApp));
      else traces.push(...ofOther(lines, at));
      at = block?.end ?? at + 1;
    }
    return traces;
  },
};

type Block = { readonly texts: readonly string[]; readonly start: number; readonly end: number };

/** Lines with npm's prefix, which it is freed of; a line that a width broke off joins the one before. */
function blockAt(lines: readonly string[], start: number): Block | null {
  const first = LINE.exec(lines[start] ?? "");
  if (!first) return null;
  const isAlone = !OWN.test(lines[start + 1] ?? "");
  if (isAlone && SENTENCE.test(first[1] ?? "")) return null;
  const texts = [first[1] ?? ""];
  let end = start + 1;
  for (let at = end; at < Math.min(lines.length, end + GAP_MAX + 1); at++) {
    const line = lines[at] ?? "";
    if (!OWN.test(line)) continue;
    const broken = lines.slice(end, at).filter((it) => it.trim() !== "");
    if (broken.length > 0) texts.push(`${texts.pop()}${broken.map(rejoined).join("")}`);
    texts.push(line.replace(OWN, ""));
    end = at + 1;
  }
  return { texts, start, end };
}

function rejoined(line: string): string {
  return /^\s/.test(line) ? ` ${line.trim()}` : line;
}

function ofNpm({ texts, start, end }: Block, isInApp: InAppTest): readonly Trace[] {
  const thrown = readBlocks(texts).find(({ type }) => type !== null);
  if (thrown) {
    const { type, message, calls } = thrown;
    const frames = calls.map((it) => ({ ...it, inApp: isInApp(it.file ?? "") })).reverse();
    return [toTrace({ ...ROOT, type, message, frames }, start, end)];
  }
  const code = texts.map((it) => CODE.exec(it)?.[1]).find((it) => it !== undefined) ?? null;
  const type = code !== null && /[A-Z]/.test(code) ? code : null;
  const at = texts.findIndex((it) => it.trim() !== "" && !FIELD.test(it));
  const said = (texts[at] ?? "").trim();
  if (at < 0) return type ? [toTrace({ ...ROOT, type, message: "" }, start, end)] : [];
  const [, shouted, rest] = SHOUTED.exec(said) ?? [];
  if (shouted && (type === null || type === shouted))
    return [toTrace({ ...ROOT, type: shouted, message: rest ?? "" }, start, end)];
  const isColumn = COLUMN.test(said);
  const message = isColumn ? said.replace(COLUMN, "") : paragraph(texts, at);
  const column = /^e[a-z]{3,} /.test(said)
    ? (COLUMN.exec(said)?.[0].trim().toUpperCase() ?? null)
    : null;
  return [toTrace({ ...ROOT, type: type ?? column, message }, start, end)];
}

function ofOther(lines: readonly string[], at: number): readonly Trace[] {
  const line = lines[at] ?? "";
  const [, type, message = ""] = PNPM.exec(line) ?? BERRY.exec(line) ?? [];
  if (type) return [toTrace({ ...ROOT, type, message: message.trimEnd() }, at, at + 1)];
  const said = CLASSIC.exec(line)?.[1];
  const isYarn = said && /^info Visit https:\/\/yarnpkg\.com/.test(lines[at + 1] ?? "");
  return isYarn ? [toTrace({ ...ROOT, type: null, message: said }, at, at + 1)] : [];
}

/** The lines up to a blank one; npm breaks long messages itself. */
function paragraph(texts: readonly string[], start: number): string {
  let end = start + 1;
  while (end < texts.length && (texts[end] ?? "").trim() !== "" && !FIELD.test(texts[end] ?? ""))
    end++;
  return texts
    .slice(start, end)
    .map((it) => it.trim())
    .join("\n");
}

const ROOT = { relation: null, parent: null, frames: [] };

function toTrace(exception: Exception, start: number, end: number): Trace {
  return { runtime: "npm", exceptions: [exception], span: [start, end] };
}
