// Log prefixes. Shippers put one before every line; loggers put one before the first line only.
// A known shape, or any beginning that most lines share once its digits are masked.

const DATE = String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?`;
const LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|FATAL|CRITICAL|SEVERE)";

// No person and no runtime begins a line so: these come off wherever they stand.
const CERTAIN = 5;

// Before every line: the space that ends a prefix is lost where the rest of the line was empty.
const CARRIERS: readonly RegExp[] = [
  new RegExp(`^${DATE} (?:stdout|stderr) [FP](?: |$)`), // CRI
  new RegExp(`^${DATE} [\\w-]+\\[[\\w.-]+\\]:(?: |$)`), // heroku
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [\w./-]+(?:\[\d+\])?:(?: |$)/, // syslog, journald
  /^\[(?:pod|container)\/[^\]]{1,200}\](?: |$)/, // kubectl logs --prefix
  /^[a-z][\w.-]{0,60}-\d{1,4} +\|(?: |$)/, // docker compose, a container's number
  /^[A-Za-z][\w.-]{0,60} +\| ?(?=\S| |$)/, // docker compose
  new RegExp(`^\\[?${DATE}\\]?(?: |$)`), // GitHub Actions, kubectl logs --timestamps
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?(?: |$)/,
];

const ANY_CARRIER = new RegExp(CARRIERS.map((it) => it.source).join("|"));

/** Part of the lines that must have a prefix for it to be one. */
const SHARE_MIN = 0.6;
const LINES_MIN = 2;
const ROUNDS_MAX = 3;

/** Takes a prefix off that most lines have; shippers may have put several. */
export function withoutPrefixes(lines: readonly string[]): readonly string[] {
  let rest = lines;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const stripped = withoutKnown(rest) ?? withoutShared(rest);
    if (!stripped) break;
    rest = stripped;
  }
  return rest;
}

function withoutKnown(lines: readonly string[]): readonly string[] | null {
  if (!lines.some((line) => ANY_CARRIER.test(line))) return null;
  const full = lines.filter((line) => line.trim() !== "");
  for (const [index, shape] of CARRIERS.entries()) {
    const matching = full.filter((line) => shape.test(line)).length;
    const isMost = matching >= LINES_MIN && matching >= full.length * SHARE_MIN;
    if (isMost || (matching > 0 && index < CERTAIN)) {
      return lines.map((line) => line.replace(shape, ""));
    }
  }
  return null;
}

const SAMPLE_MAX = 200;
const SHARED_LINES_MIN = 4;
const SHARED_SHARE_MIN = 0.8;
const HEAD_CHARS = 120;
/** What shells, compilers and PHP put before every error is the error's own. */
const PLACE =
  /(?:\.\w+(?::0+){1,3}|\.\w+\(0+,0+\)|line 0+|\bsh: 0+|(?:Warning|Notice|Deprecated|Fatal error)): |\.\w+:0+:0+ - error /;
const MARK_END = /(?:\] |: |\| |> | - |\t)$/;

/** A beginning that nearly all lines share once digits are masked, as `web.1 stderr> `. */
function withoutShared(lines: readonly string[]): readonly string[] | null {
  const full = lines.filter((line) => line.trim() !== "").slice(0, SAMPLE_MAX);
  const first = full[1];
  if (full.length < SHARED_LINES_MIN || !first || !/^[^\s"'({>|+#│]/.test(first)) return null;
  const length = sharedLength(masked(first), full.map(masked));
  if (length === 0) return null;
  const head = masked(first).slice(0, length);
  return lines.map((line) => {
    if (masked(line).startsWith(head)) return line.slice(length);
    return masked(line) === head.trimEnd() ? "" : line;
  });
}

function masked(line: string): string {
  return line.slice(0, HEAD_CHARS).replace(/\d/g, "0");
}

function sharedLength(first: string, heads: readonly string[]): number {
  for (let length = Math.min(first.length, HEAD_CHARS); length >= LINES_MIN; length--) {
    const head = first.slice(0, length);
    if (!MARK_END.test(head) || !/[A-Za-z0-9]/.test(head)) continue;
    if (PLACE.test(head)) return 0;
    if (/^(?:at|File|in|E|Caused by:|\w*(?:Error|Exception):) /.test(head)) return 0;
    const sharing = heads.filter((it) => it.startsWith(head) || it === head.trimEnd()).length;
    if (sharing >= heads.length * SHARED_SHARE_MIN) return length;
  }
  return 0;
}

// What loggers put before a first line, piece by piece: time, level, pid, thread, logger.
const PIECES: readonly RegExp[] = [
  new RegExp(`^\\[?${DATE}\\]?,? ?`),
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]? ?/,
  new RegExp(`^\\[?${LEVEL}\\]?:? +\\([^)]{1,80}\\): ?`),
  new RegExp(`^(?:\\[${LEVEL}\\]:?|${LEVEL}(?::|\\b)) *`),
  /^\d{1,7} --- \[[^\]]{1,80}\] \S{1,120} *: ?/,
  /^\[[\w ./:#-]{1,80}\]:? /,
  /^[\w.$-]{1,80}(?:\[\d+\])?: (?=Traceback|File ")/,
  /^\| ?/,
  /^- /,
];
const PIECES_MAX = 8;

/** Takes a logger's time, level and name off one line; other lines come back as they are. */
export function withoutLogPrefix(line: string): string {
  let rest = line;
  for (let count = 0; count < PIECES_MAX; count++) {
    const piece = PIECES.find((it) => it.test(rest));
    if (!piece || (count === 0 && !/^[[\dTDINWEFCS]/.test(rest))) break;
    rest = rest.replace(piece, "");
  }
  if (rest === line) return line;
  return rest.replace(/^[\w.$-]{1,80}: (?=[\w.]+(?:Error|Exception|Warning)\b)/, "");
}
