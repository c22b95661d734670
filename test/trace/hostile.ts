// Texts that readers of traces hang on, each growing with `n`, its length. The first is an ordinary
// uploaded log, not an attack.

const FRAME = '  File "/srv/app/a.py", line 3, in run\n    go()\n';
const TRACE = `Traceback (most recent call last):\n${FRAME}ValueError: x\n`;

const times = (piece: string) => (n: number) => piece.repeat(Math.ceil(n / piece.length));

export const HOSTILE: readonly (readonly [name: string, make: (n: number) => string])[] = [
  ["one JSON line with escaped frames", (n) => JSON.stringify({ stack: TRACE.repeat(n / 80) })],
  [
    "half a JSON line with escaped frames",
    (n) => JSON.stringify({ stack: TRACE.repeat(n / 90) }).slice(0, -3),
  ],
  ["spaces", times(" ")],
  ["tabs", times("\t")],
  ["newlines", times("\n")],
  ["colons", times(":")],
  ["URLs", times("http://")],
  ["a path without a line", (n) => `File "${"/a".repeat(n / 2)}`],
  ["a path without a line, JavaScript", (n) => `    at f (${"/a".repeat(n / 2)}`],
  ["brackets after at", (n) => `at ${"(".repeat(n)}`],
  ["a bracket again and again", (n) => `at ${"a (".repeat(n / 3)}`],
  ["eval in eval", (n) => `    at ${"eval at f (".repeat(n / 11)}`],
  ["words after at", (n) => `at ${"at ".repeat(n / 3)}`],
  ["causes on one line", times("Caused by: ")],
  ["cause lines", times("Caused by: a.B: c\n")],
  ["cause lines that nest", (n) => nested(n)],
  ["calls", times("    at a.b.C.d(E.java:1)\n")],
  ["glued calls", times("at a.b.C.d(E.java:1) ")],
  ["glued calls of JavaScript", times("at f (/a/b.js:1:2) ")],
  ["dots in a name", (n) => `${"a.".repeat(n / 2)}Error: x`],
  ["rails", (n) => `  + Exception Group Traceback (most recent call last):\n${"| ".repeat(n / 2)}`],
  [
    "members",
    (n) =>
      `  | Exception Group Traceback (most recent call last):\n${"  +-+---------------- 1 ----------------\n".repeat(n / 41)}`,
  ],
  [
    "glued frames",
    (n) =>
      `Traceback (most recent call last): ${'File "a.py", line 1, in f f() '.repeat(n / 30)}ValueError: x`,
  ],
  ["glued words", (n) => `File "a.py", line 1, in f ${"Error ".repeat(n / 6)}`],
  [
    "headlines and links",
    times(
      "ValueError: x\n\nDuring handling of the above exception, another exception occurred:\n\n",
    ),
  ],
  ["error lines", times("TypeError: x\n")],
  ["panics", times("thread 'main' panicked at a.rs:1:2:\n")],
  ["goroutines", times("panic: x\n\ngoroutine 1 [running]:\n")],
  ["places of Ruby", times("a.rb:1:in `f': x\n")],
  ["backticks", times("`a\n")],
  ["fences", times("```\n")],
  ["quotes", times("> > > >\n")],
  ["open JSON lines", times('{"a\nb}\n')],
  ["JSON lines", times('{"msg":"x","err":{"stack":"a\\n at b"}}\n')],
  ["braces", times("{")],
  ["escaped newlines", times("\\n at ")],
  ["E lines", times("E   KeyError: 1\n\nt.py:3: \n")],
  ["lines of one width", times(`${"x".repeat(80)}\n`)],
  ["calls of one width", times(`    at f (${"/abcdefgh".repeat(7)}/a.js:1:2)\n`)],
  ["log lines", times("2026-05-19 10:42:26,713 ERROR [worker-3] app.jobs: ValueError: x\n")],
  ["prefixes", times("[a] [b] [c] [d] [e] x\n")],
  ["digits", times("1")],
  ["quoted", times("'")],
  ["capitals", times("Aa")],
];

/** Each cause is indented deeper than the one before, up to a depth. */
function nested(n: number): string {
  const lines: string[] = [];
  for (let length = 0, at = 0; length < n; at++) {
    const line = `${"\t".repeat(at % 50)}Caused by: a.b.C: c\n${"\t".repeat(at % 50)}\tat a.b.C.d(E.java:1)\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join("");
}
