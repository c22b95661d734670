// What people saw when they pasted, from what arrives.

import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, REPORT_CHARS_MAX } from "../../src/text/decode.ts";

function check(paste: string, reading: string, problems: string[] = []) {
  const decoded = decode(paste);
  expect([decoded.text, ...decoded.problems.map((it) => it.code)]).toEqual([reading, ...problems]);
}

const ESC = "\u001b";

const SLACK: [what: string, paste: string, reading: string][] = [
  ["undoes the three entities", "a &lt;b&gt; &amp; c", "a <b> & c"],
  ["undoes them once", "typed &amp;lt;", "typed &lt;"],
  ["keeps an escaped <module>", 'File "x", in &lt;module&gt;', 'File "x", in <module>'],
  ["keeps a plain <module>", 'File "x", in <module>', 'File "x", in <module>'],
  ["keeps plain generics", "List<String> a < b && c > d", "List<String> a < b && c > d"],
  ["keeps entities of a plain text", "<b>&lt;i&gt;</b>", "<b>&lt;i&gt;</b>"],
  ["restores file names", "<http://client.py|client.py>:12", "client.py:12"],
  ["opens bare links", "see <https://docs.x.io/a?b=1&amp;c=2>", "see https://docs.x.io/a?b=1&c=2"],
  ["opens addresses", "<mailto:a@b.io|a@b.io> <tel:+49123|0123>", "a@b.io 0123"],
  ["forgets who was mentioned", "<@U123ABC> <@W12|ann> hi", "@user @user hi"],
  ["names channels and groups", "<#C1|ops> <#C2> <!subteam^S1|@team>", "#ops #channel @team"],
  ["names broadcasts and dates", "<!here> <!date^1^{date}|Monday>", "@here Monday"],
  [
    "keeps C++ and Rust names",
    "<std::vector> <T as Into<U>>::into",
    "<std::vector> <T as Into<U>>::into",
  ],
];
test.each(SLACK)("slack: %s", (_what, paste, reading) => check(paste, reading));

const TERMINAL: [what: string, paste: string, reading: string][] = [
  ["removes real colours", `${ESC}[1;31mError${ESC}[0m: ${ESC}[38;5;241mx${ESC}[m`, "Error: x"],
  ["removes cursor moves", `50%${ESC}[2K${ESC}[1G100%`, "50%100%"],
  ["keeps the label of a link", `${ESC}]8;;https://x.io${ESC}\\app.py${ESC}]8;;${ESC}\\`, "app.py"],
  ["reads written escapes", "\\x1b[31mA\\u001b[0m \\033[1mB\\e[0m ^[[35mC^[[0m", "A B C"],
  ["reads colours that lost ESC", '"[35m/app.py[0m", line [1;36m18[0m', '"/app.py", line 18'],
  ["keeps lists without a reset", "widths [10m, 20m] [35m", "widths [10m, 20m] [35m"],
  ["keeps what is no colour", "[300m and [0m", "[300m and "],
];
test.each(TERMINAL)("terminal: %s", (_what, paste, reading) => check(paste, reading));

const EDITOR: [what: string, paste: string, reading: string][] = [
  ["straightens quotes", "\u201cmain\u201d don\u2019t", '"main" don\'t'],
  ["keeps dashes and ellipses", "a \u2014 b \u2013 c\u2026", "a \u2014 b \u2013 c\u2026"],
  ["makes every space a space", "a\u00a0b\u202fc", "a b c"],
  ["keeps indentation", "  File\n\tat x\n", "  File\n\tat x\n"],
  ["drops what cannot be seen", "to\u200bk\u00aden\u202e\ufeff\u{e0041}\u{e0042}", "token"],
  ["ends lines with LF", "a\r\nb\rc\u2028d", "a\nb\nc\nd"],
  ["drops controls", "a\u0007b\u0000c", "abc"],
  ["replaces half characters", "a\ud83d b", "a\ufffd b"],
];
test.each(EDITOR)("editor: %s", (_what, paste, reading) => check(paste, reading));

test("says that a paste is binary, and keeps what can be read", () =>
  check(`\u0000\u0001\u0002\ufffd${"\u0000".repeat(20)}ELF main.c`, "ELF main.c", ["binary"]));

test("keeps head and tail of a long report, whole lines only", () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `line ${i} of a log that goes on and on`);
  const { text, problems } = decode(lines.join("\n"));
  expect(text.length).toBeLessThanOrEqual(REPORT_CHARS_MAX);
  expect(problems.map((it) => it.code)).toEqual(["report-cut"]);
  const kept = text.split("\n");
  expect(kept[0]).toBe(lines[0]);
  expect(kept.at(-1)).toBe(lines.at(-1));
  const known = new Set(lines);
  expect(kept.filter((it) => !known.has(it))).toHaveLength(1);
});

test("never throws, and is never longer than allowed", () =>
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (raw) => {
      expect(decode(raw).text.length).toBeLessThanOrEqual(Math.max(raw.length, 1));
      expect(decode(raw).text).not.toMatch(/[\r\u200b\u00a0]/);
    }),
  ));

test("leaves printable ASCII without markup alone", () =>
  fc.assert(
    fc.property(fc.stringMatching(/^[ -%'-;=?-Z\\\]_-~\n\t]{0,200}$/), (raw) => {
      fc.pre(!/\\(x1b|u001b|033|e)/i.test(raw));
      expect(decode(raw)).toEqual({ text: raw, problems: [] });
    }),
  ));
