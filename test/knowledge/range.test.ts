// Versions against ranges, and conditions with three values.

import { expect, test } from "vitest";
import { humanRange } from "../../src/answer/range-text.ts";
import {
  type Circumstances,
  judge,
  openFacts,
  toConditions,
} from "../../src/knowledge/condition.ts";
import { compareVersions, inRange, isRange } from "../../src/knowledge/range.ts";
import { fold } from "../../src/text/template.ts";

const HTTP2_ON = ">=2.7.1,<2.20.7 || >=3.0.0.dev0,<3.0.2";

test.each([
  ["2.7.0", false],
  ["2.7.1", true],
  ["2.20.6", true],
  ["2.20.7", false],
  ["3.0.0rc1", true],
  ["3.0.1", true],
  ["3.0.2rc1", true],
  ["3.0.2", false],
  ["3.0.2.post1", false],
  ["v2.14", true],
  ["2.14.x", true],
  ["latest", null],
  // Any release of a line in which the range begins or ends.
  ["3.0", null],
  ["2.20", null],
  ["2.7.x", null],
  ["3.1", false],
  ["2.6", false],
])("PEP 440: %s", (version, expected) => {
  expect(inRange(version, HTTP2_ON, "pep440")).toBe(expected);
});

test.each([
  ["2024.4.25", ">=2024.4.0,<2025.0.0", true],
  ["1.2.3-rc.1", "<1.2.3", true],
  ["1.2.3", "<1.2.3", false],
  ["1.2", ">=1.2.0", true],
])("semver: %s in %s", (version, range, expected) => {
  expect(inRange(version, range, "semver")).toBe(expected);
});

test("says which ranges cannot be read, and orders versions", () => {
  expect([
    isRange(">=2,<3", "pep440"),
    isRange("newer than 2", "pep440"),
    isRange("^1.2", "semver"),
  ]).toEqual([true, false, true]);
  expect(Math.sign(compareVersions("2.9.0", "2.10.0", "pep440") ?? 0)).toBe(-1);
  expect(compareVersions("none", "1", "pep440")).toBeNull();
});

test("ranges are told as a person would", () => {
  expect(humanRange(HTTP2_ON)).toBe("2.7.1 to before 2.20.7, or 3.0.0 to before 3.0.2");
  expect([humanRange(">=3"), humanRange("<2.7.1"), humanRange("==2.1")]).toEqual([
    "3 and newer",
    "before 2.7.1",
    "==2.1",
  ]);
});

const GIVEN: Circumstances = {
  values: (fact) =>
    ({ "acme.version": ["2.5"], proxy: ["nginx"], mixed: ["1.0", "9.0"] })[fact] ?? [],
  scheme: () => "pep440",
  folded: fold("Something about RECV_PING on a closed connection"),
};

test.each([
  ["acme.version >=2,<3", "true"],
  ["acme.version >=3", "false"],
  ["widget.version >=3", "unknown"],
  ["proxy is nginx or squid", "true"],
  ["proxy is not nginx", "false"],
  ["client is own", "unknown"],
  ["client is not own", "unknown"],
  ["mixed >=5", "unknown"],
  ["mixed >=0.5", "true"],
  ['says "RECV_PING" or "RECV_DATA"', "true"],
  ['not says "recv_ping"', "false"],
  ['says "one and two" and proxy is nginx', "false"],
  ["proxy is squid and client is own", "false"],
  ["proxy is nginx and client is own", "unknown"],
])("%s is %s", (text, expected) => {
  const conditions = toConditions(text);
  if ("problem" in conditions) throw new Error(conditions.problem);
  expect(judge(conditions, GIVEN)).toBe(expected);
});

test("names the facts that would settle it, and the part that cannot be read", () => {
  const conditions = toConditions("proxy is nginx and client is own and widget.version <2");
  if ("problem" in conditions) throw new Error(conditions.problem);
  expect(openFacts(conditions, GIVEN)).toEqual(["client", "widget.version"]);
  expect(toConditions("proxy is nginx and when it rains")).toEqual({
    problem: 'cannot read the condition "when it rains"',
  });
});
