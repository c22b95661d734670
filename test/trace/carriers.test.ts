import { describe, expect, test } from "vitest";
import { readTraces } from "../../src/trace/read.ts";
import { check } from "./reading.ts";

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
