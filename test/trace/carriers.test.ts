import { describe, expect, test } from "vitest";
import { readTraces } from "../../src/trace/read.ts";
import { check, reading } from "./reading.ts";

const PLAIN = `Traceback (most recent call last):
  File "/srv/app/shop/orders.py", line 112, in place_the_order_of_a_customer
    raise StockError(sku)
shop.errors.StockError: sku B-2 is gone`;
const READ = [
  "python trace",
  "shop.errors.StockError | sku B-2 is gone",
  "  app place_the_order_of_a_customer /srv/app/shop/orders.py:112",
];
const each = (prefix: string) => PLAIN.replace(/^/gm, prefix);
const escaped = JSON.stringify(PLAIN).slice(1, -1);

describe("every carrier gives the same reading", () => {
  test.each([
    ["fence", `look:\n\`\`\`python\n${PLAIN}\n\`\`\`\nany idea?`],
    ["fence on the same line", `\`\`\`${PLAIN}\`\`\``],
    ["fence never closed", `\`\`\`\n${PLAIN}`],
    ["inline code a line", PLAIN.replace(/^(.*)$/gm, "`$1`")],
    ["inline code over lines", `hi\n\`${PLAIN}\`\nthanks`],
    ["quote", `he wrote\n${each("> ")}\nany idea?`],
    ["quote in a quote", each("> > ")],
    ["quote without a space", each(">")],
    ["bullets", each("• ")],
    ["prose in another language", `Привет, помогите\n${PLAIN}\nЗаранее спасибо!`],
    ["compose", each("web-1  | ")],
    ["journald", each("Jan 02 10:00:00 host-1 web[123]: ")],
    ["CRI", each("2026-01-02T10:00:00.123456789Z stderr F ")],
    ["kubectl", each("[pod/web-6c9f/web] ")],
    ["heroku", each("2026-01-02T10:00:00.123456+00:00 app[web.1]: ")],
    ["a shipper that nobody knows", each("<14> node-7 stderr> ")],
    ["first line only", `[2026-01-02 10:00:00] [ERROR] worker: ${PLAIN}`],
    ["spring, first line only", `2026-01-02 10:00:00.1 ERROR 7 --- [main] c.a.X : ${PLAIN}`],
    ["indentation lost", PLAIN.replace(/^ +/gm, "")],
    ["newlines lost", PLAIN.replace(/\n\s*/g, " ")],
    ["newlines lost, indentation kept", PLAIN.replace(/\n/g, " ")],
    ["wrapped at a column", PLAIN.replace(/^(.{70})(.+)$/gm, "$1\n$2")],
    ["wrapped at a word", PLAIN.replace(", in ", ", in\n")],
    ["wrapped, hanging", PLAIN.replace(", in ", ", in\n    ")],
    ["JSON", `{"level":"error","msg":"crash","err":{"stack":"${escaped}"}}`],
    [
      "JSON line by line",
      PLAIN.split("\n")
        .map((log) => JSON.stringify({ log: `${log}\n` }))
        .join("\n"),
    ],
    ["JSON in JSON", JSON.stringify({ log: `${JSON.stringify({ exception: PLAIN })}\n` })],
    ["JSON list", JSON.stringify({ exception: PLAIN.split("\n") })],
    ["JSON cut off", `{"level":"error","stack":"${escaped}`],
    ["logfmt", `level=error err="${escaped}" pod=x`],
  ])("%s", (_, paste) => check(paste, READ));
});

test("structlog's list of frames", () => {
  const frames = [{ filename: "/srv/app/a.py", lineno: 9, name: "run" }];
  const outer = { exc_type: "RuntimeError", exc_value: "outer", is_cause: false, frames };
  const inner = { exc_type: "KeyError", exc_value: "'k'", is_cause: true, frames };
  check(JSON.stringify({ event: "failed", exception: [outer, inner] }), [
    "python trace",
    "cause of 1: KeyError | 'k'",
    "  app run /srv/app/a.py:9",
    "RuntimeError | outer",
    "  app run /srv/app/a.py:9",
  ]);
});

test("two traces in one message stay two", () => {
  const other = PLAIN.replace("B-2", "C-3");
  check(`${PLAIN}\nand then\n${other}`, [
    ...READ,
    ...READ.map((line) => line.replace("B-2", "C-3")),
  ]);
});

test("the span names lines of the report", () => {
  const { traces } = readTraces(`hello\n\n\`\`\`\n${PLAIN}\n\`\`\`\nbye`, () => false);
  expect(traces.map((it) => it.span)).toEqual([[3, 7]]);
});

// One trace of each runtime, with a line that is longer than a terminal.
const PRINTED: Readonly<Record<string, string>> = {
  java: `Exception in thread "main" java.lang.IllegalStateException: order 17 cannot be stored
\tat com.acme.warehouse.storage.OrderRepositoryImplementation.store(OrderRepositoryImplementation.java:58)
\tat com.acme.Main.main(Main.java:12)
Caused by: java.io.IOException: disk full
\tat com.acme.warehouse.storage.Disk.write(Disk.java:31)
\t... 2 more`,
  javascript: `TypeError: Cannot read properties of undefined (reading 'tier')
    at priceOf (/srv/app/node_modules/@acme/pricing-of-orders/dist/library/price-list.js:118:21)
    at Object.<anonymous> (/srv/app/index.js:3:1)`,
  ruby: `/srv/app/lib/acme/orders/import/spreadsheet_reader.rb:61:in \`fetch': key not found: "port" (KeyError)
\tfrom /srv/app/lib/acme/orders/import/spreadsheet_reader.rb:40:in \`each'
\tfrom /srv/app/run.rb:9:in \`<main>'`,
  rust: `thread 'main' panicked at src/orders/import.rs:9:14:
index out of bounds: the len is 0 but the index is 0
stack backtrace:
   0: acme_orders::import::spreadsheet::Reader::next
             at /srv/app/workspace/crates/acme-orders/src/import/spreadsheet/reader.rs:61:9
   1: acme_orders::main
             at /srv/app/src/main.rs:4:5`,
};

const CHANGES: readonly [string, (text: string) => string][] = [
  ["wrapped in mid-word", (text) => text.replace(/^.{80}(?=.)/gm, "$&\n")],
  ["wrapped at words", (text) => text.replace(/^(?=.{81})(.{1,80}) /gm, "$1\n")],
  ["newlines lost", (text) => text.replace(/\n\s*/g, " ")],
  ["newlines lost, indentation kept", (text) => text.replace(/\n/g, " ")],
  ["first line of a log", (text) => `2026-01-02 10:00:00,123 ERROR [worker-3] app.jobs: ${text}`],
  ["first line, in brackets", (text) => `[2026-01-02 10:00:00] [ERROR] ingest: ${text}`],
  [
    "GitHub Actions",
    (text) =>
      `##[group]Run tests\n${text}\n##[error]Process completed with exit code 1.`.replace(
        /^/gm,
        "2026-02-07T17:32:10.7655897Z ",
      ),
  ],
  ["compose, one line in it", (text) => `it says\n${text.replace(/^/gm, "api-1  | ")}`],
  ["a mark at its end", (text) => `${text}See more`],
];

describe.each(CHANGES)("%s", (_, change) => {
  test.each(Object.entries(PRINTED))("%s", (_runtime, text) => {
    // In a message a broken line and a space cannot be told apart.
    const words = (lines: readonly string[]) => lines.map((it) => it.replace(/\s+/g, " "));
    expect(words(reading(change(text)))).toEqual(words(reading(text)));
  });
});

test("what no width broke stays as it was printed", () => {
  const wide = "x".repeat(76);
  for (const next of ["its own line", "at the end", "x is not y", "1 of 2", "Name: value"]) {
    const [, headline] = reading(`\`\`\`\n${PLAIN}${wide}\n${next}\n\`\`\``);
    expect(headline).toContain(`${wide}\n${next}`);
  }
});

describe("two runtimes in one message, neither swallows the other", () => {
  test.each(["\n", "\n\n", "\n-----\n", "\nand then\n", "\nund im anderen Fenster:\n", "\n2)\n"])(
    "%j",
    (between) => {
      for (const text of Object.values(PRINTED)) {
        check(`${PLAIN}${between}${text}`, [...READ, ...reading(text)]);
        check(`${text}${between}${PLAIN}`, [...reading(text), ...READ]);
      }
    },
  );
});

describe("says which part of a trace is missing", () => {
  const [first = "", ...rest] = PLAIN.split("\n");
  test.each([
    ["beginning", `[...]\n${rest.join("\n")}`],
    ["end", `${PLAIN}\n... (truncated, 16384 bytes omitted)`],
    ["end", `${PLAIN}\nSee more`],
    ["beginning and its end", `…\n${PLAIN}\n…`],
  ])("%s", (part, text) => {
    const { problems } = readTraces(text, () => false);
    expect(problems.map((it) => it.message)).toEqual([`A trace was cut: its ${part} is missing.`]);
  });

  test("nothing, where the runtime left calls out or nothing was cut", () => {
    for (const text of [PLAIN, PRINTED.java ?? "", `${first}\n${rest.join("\n")}`])
      expect(readTraces(text, () => false).problems).toEqual([]);
  });
});

test("of a long log the lines around errors are read, and spans name its own lines", () => {
  const quiet = "2026-01-02 10:00:00 INFO stored\n".repeat(9_000);
  const { traces, problems } = readTraces(`${quiet}${PLAIN}\n${quiet}`, () => false);
  expect(traces.map((it) => it.span)).toEqual([[9_000, 9_004]]);
  expect(problems.map((it) => it.code)).toEqual(["lines-left-out"]);
});

test("a stack of one line in a JSON log line is read by its runtime", () =>
  check(
    JSON.stringify({ msg: "crash", err: { stack: "*** stack smashing detected ***: terminated" } }),
    ["c trace", "null | stack smashing detected"],
  ));

test("what stands where stacks go need not be one", () =>
  check(JSON.stringify({ level: "info", stack: "blue-green", exception: "none" }), []));

test("inline code whose message quotes code is one paste", () =>
  check(
    "hi\n`thread 'main' panicked at src/main.rs:4:29:\ncalled `Result::unwrap()` on an `Err` value: Io(NotFound)`\nthanks",
    ["rust trace", "panic | called `Result::unwrap()` on an `Err` value: Io(NotFound)"],
  ));
