// Version ranges as maintainers write them: PEP 440 for Python packages, semver for charts, Docker
// and Node. `||` joins alternatives in both, because a default may have changed on two lines.

import * as pep440 from "@renovatebot/pep440";
import semver from "semver";

export type Scheme = "pep440" | "semver";

const VERSION_CHARS_MAX = 64;

/**
 * Whether `version` lies in `range`; null when the version cannot be read, so that a mangled one is
 * treated as unknown instead of as outside; null also for "3.4" where the range begins or ends within
 * that line.
 *
 * Pre-releases count by order: 3.0.0rc1 is in ">=2.7.1,<3.0.2", as the code it ran was.
 *
 * @example inRange("2.14.3", ">=2.7.1,<2.20.7 || >=3.0.0.dev0,<3.0.2", "pep440") // true
 */
export function inRange(version: string, range: string, scheme: Scheme): boolean | null {
  const clean = toVersion(version, scheme);
  if (clean === null) return null;
  const isIn = isVersionIn(clean, range, scheme);
  if (!TWO_PARTS.test(version.trim())) return isIn;
  return isVersionIn(`${clean.replace(/^(\d+\.\d+).*$/, "$1")}.${PATCH_MAX}`, range, scheme) ===
    isIn
    ? isIn
    : null;
}

/** "3.4" is any release of that line: a range that begins within it says nothing of it. */
const TWO_PARTS = /^v?\d+\.\d+(?:\.[x*]?)?$/i;
const PATCH_MAX = 99_999;

function isVersionIn(clean: string, range: string, scheme: Scheme): boolean {
  return alternatives(range).some((part) =>
    scheme === "pep440"
      ? part.split(",").every((bound) => holds(clean, bound.trim()))
      : semver.satisfies(clean, part.replaceAll(",", " "), { includePrerelease: true }),
  );
}

/** PEP 440 keeps 3.0.2rc1 out of "<3.0.2"; it ran the code from before 3.0.2, so order decides here. */
function holds(version: string, bound: string): boolean {
  const [, operator, limit = ""] = /^(<=|>=|<|>)\s*(.+)$/.exec(bound) ?? [];
  if (!operator || !pep440.valid(limit))
    return pep440.satisfies(version, bound, { prereleases: true });
  const order = pep440.compare(version, limit);
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

/** How the versions of each fact are written; PEP 440 where no rule says otherwise. */
export function schemesOf(
  rules: Iterable<{ readonly name: string; readonly scheme: Scheme }>,
): (fact: string) => Scheme {
  const schemes = new Map([...rules].map(({ name, scheme }) => [name, scheme]));
  return (fact) => schemes.get(fact) ?? "pep440";
}

/** Whether the range can be read at all: for lint. */
export function isRange(range: string, scheme: Scheme): boolean {
  return alternatives(range).every((part) =>
    scheme === "pep440"
      ? pep440.validRange(part) === true
      : semver.validRange(part.replaceAll(",", " ")) !== null,
  );
}

/** Negative when `a` is older than `b`; null when one cannot be read. */
export function compareVersions(a: string, b: string, scheme: Scheme): number | null {
  const [left, right] = [toVersion(a, scheme), toVersion(b, scheme)];
  if (left === null || right === null) return null;
  return scheme === "pep440" ? pep440.compare(left, right) : semver.compare(left, right);
}

function alternatives(range: string): string[] {
  return range.split("||").map((part) => part.trim());
}

/** "v3.1", "3.1.x" and "3.1." are how people write versions; null for what is none. */
function toVersion(text: string, scheme: Scheme): string | null {
  const trimmed = text
    .slice(0, VERSION_CHARS_MAX)
    .trim()
    .replace(/^v/i, "")
    .replace(/\.[x*]?$/, "");
  if (scheme === "pep440") return pep440.valid(trimmed) ? trimmed : null;
  return semver.valid(trimmed) ?? semver.coerce(trimmed)?.version ?? null;
}
