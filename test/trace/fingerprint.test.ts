import { expect, test } from "vitest";
import { mask } from "../../src/text/mask.ts";
import { fingerprint, signature } from "../../src/trace/fingerprint.ts";
import { readTraces } from "../../src/trace/read.ts";

const trace = (
  input: string,
  { line = 9, root = "/srv/app", port = 5432 } = {},
) => `Traceback (most recent call last):
  File "${root}/net.py", line ${line}, in connect
    send()
httpcore.LocalProtocolError: Invalid input ConnectionInputs.${input} in state ConnectionState.CLOSED at 10.0.0.${line}:${port}`;

function print(paste: string): string {
  const [first] = readTraces(paste, (file) => file.includes("/net.py")).traces;
  if (!first) throw new Error("no trace");
  return fingerprint(first);
}

test("is tagged with its version", () =>
  expect(print(trace("RECV_PING"))).toMatch(/^t1:[0-9a-f]{16}$/));

test("says in words what it groups by", () => {
  const [first] = readTraces(trace("RECV_PING"), () => true).traces;
  expect(first && signature(first)).toBe(
    "httpcore.LocalProtocolError: Invalid input ConnectionInputs.RECV_PING in state ConnectionState.CLOSED at <ip> @ connect",
  );
});

test.each([
  ["another line, path and port", trace("RECV_PING", { line: 77, root: "/home/x/venv", port: 1 })],
  ["a quote", trace("RECV_PING").replace(/^/gm, "> ")],
  ["lost indentation", trace("RECV_PING").replace(/^ +/gm, "")],
  ["lost newlines", trace("RECV_PING").replace(/\n\s*/g, " ")],
  ["a JSON log line", JSON.stringify({ exc_info: trace("RECV_PING") })],
])("stays the same for %s", (_, paste) => expect(print(paste)).toBe(print(trace("RECV_PING"))));

test("differs for another cause", () =>
  expect(print(trace("SEND_HEADERS"))).not.toBe(print(trace("RECV_PING"))));

test.each([
  ["pool of size 5 reached, timeout 30.00", "pool of size <int> reached, timeout <float>"],
  ["job 7f3a9c1e-0000-4000-8000-00000000beef failed", "job <uuid> failed"],
  ["GET https://api.example.com/v1?x=1 gave 503", "GET <url> gave <int>"],
  ["mail to ops@example.com", "mail to <email>"],
  ["connect 127.0.0.1:39345", "connect <ip>"],
  ["<Lock object at 0x7f3e4a3a9760>", "<Lock object at <hex>>"],
  ["commit 9f2c41d07ab3e655 is gone", "commit <sha> is gone"],
  ["No such file: /data/in/part-3.parquet", "No such file: <path>"],
  ["due 2026-01-02T10:00:00Z", "due <date>"],
  ["took 250ms", "took <duration>"],
  ["name 'respone' is not defined", "name <quoted> is not defined"],
  ["ConnectionInputs.RECV_PING in utf8", "ConnectionInputs.RECV_PING in utf8"],
  ["mail to [redacted:email]", "mail to <redacted>"],
])("mask: %s", (message, masked) => expect(mask(message)).toBe(masked));

test("masking twice changes nothing more", () => {
  const once = mask("x 5 at 0x7f 'a b' https://x.y/z 10.0.0.1 /a/b/c 3.2s");
  expect(mask(once)).toBe(once);
});
