// Pipes: a reader that leaves, a reader that is slow, lines that arrive in pieces.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { INPUT_BYTES_MAX, readAll, readLines } from "../../src/cli/input.ts";
import { BIN, community, start, startProcess, tracehound } from "./harness.ts";

async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

test("a reader that leaves ends the command quietly", async () => {
  const child = start(["read", "--jsonl"], { folder: community() });
  const errors: Buffer[] = [];
  child.stderr.on("data", (chunk) => errors.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end('{"id":"a","text":"x"}\n'.repeat(5_000));
  await once(child.stdout, "data");
  child.stdout.destroy();
  const [code] = await once(child, "close");
  expect(Buffer.concat(errors).toString()).toBe("");
  expect(code).toBe(0);
});

test.skipIf(!existsSync("/dev/full"))("a full disk is said", async () => {
  const shell = `exec "${process.execPath}" "${BIN}" knowledge list > /dev/full`;
  const child = startProcess("sh", ["-c", shell], community(), {});
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, "close");
  expect(said).toBe("tracehound: standard output cannot be written (ENOSPC)\n");
  expect(code).toBe(1);
});

const STALL_MS = 1_500;
const LINES = 3_000;

test("a reader that does not read stops the reading, and gets every line in the end", async () => {
  const child = start(["read", "--jsonl"], { folder: community() });
  const pad = "x".repeat(4_000); // an unknown key: much comes in, little goes out
  let written = 0;
  let hasStalled = false;
  for (; written < LINES && !hasStalled; written += 1) {
    if (child.stdin.write(`${JSON.stringify({ id: `${written}`, text: "x", pad })}\n`)) continue;
    hasStalled = await Promise.race([
      once(child.stdin, "drain").then(() => false),
      new Promise<true>((resolve) => setTimeout(resolve, STALL_MS, true)),
    ]);
  }
  expect(hasStalled).toBe(true);
  child.stdin.end();
  let out = "";
  for await (const chunk of child.stdout) out += chunk;
  const ids = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).id);
  expect(ids).toEqual(Array.from({ length: written }, (_, at) => `${at}`));
});

test("lines are found wherever the chunks break, and only long ones are dropped", async () => {
  const long = Buffer.alloc(INPUT_BYTES_MAX + 1, "x");
  const read: (string | null)[] = [];
  for await (const line of readLines(chunks("a\nb", "b\n\n", "é".slice(0), "\n", long, "\nend"))) {
    read.push(line.text);
    expect(line.number).toBe(read.length);
  }
  expect(read).toEqual(["a", "bb", "", "é", null, "end"]);
});

test("exactly 8 MB is read whole; of more, the head and the tail", async () => {
  const whole = await readAll(chunks(Buffer.alloc(INPUT_BYTES_MAX, "x")));
  expect(whole.text.length).toBe(INPUT_BYTES_MAX);
  expect(whole.problems).toEqual([]);

  const megabyte = Buffer.alloc(1024 * 1024, "x");
  const parts = Array.from({ length: 30 }, () => megabyte);
  const cut = await readAll(chunks("head", ...parts, "tail"));
  expect(cut.text.slice(0, 5)).toBe("headx");
  expect(cut.text.slice(-5)).toBe("xtail");
  expect(cut.text.length).toBe(INPUT_BYTES_MAX + 1); // and the line end between them
  const left = 30 * megabyte.length + 8 - INPUT_BYTES_MAX;
  expect(cut.problems).toEqual([
    { code: "input-cut", message: expect.stringContaining(`${left} bytes`) },
  ]);
});

test("every answer of a long run comes in order", async () => {
  const input = Array.from(
    { length: 400 },
    (_, at) => `${JSON.stringify({ id: `${at}`, text: "hello" })}\n`,
  );
  const ran = await tracehound(["ask", "--jsonl"], { folder: community(), input: input.join("") });
  const ids = ran.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).id);
  expect(ids).toEqual(input.map((_, at) => `${at}`));
});
