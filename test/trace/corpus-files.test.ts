// Our own corpus: corpus/<runtime>/<name>.txt is what a real runtime printed, <name>.read beside it
// is what must be read of it (`npx vitest run test/trace/corpus-files.test.ts -u` writes it; review
// what it wrote). Every file must also read the same however it was mangled on its way.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decode } from "../../src/text/decode.ts";
import { readTraces } from "../../src/trace/read.ts";
import { MANGLES } from "./mangle.ts";
import { reading } from "./reading.ts";

const CORPUS = join(import.meta.dirname, "corpus");
const files = readdirSync(CORPUS, { recursive: true, encoding: "utf8" })
  .filter((it) => it.endsWith(".txt"))
  .toSorted();

/** Where text itself is lost (`escaped` loses nothing), some traces cannot be told apart again. */
const SHARE_MIN: Readonly<Record<string, number>> = {
  wrapped: 0.9,
  "wrapped at words": 0.9,
  glued: 0.9,
};

// A tool's error is one line among others: nothing is left to find it by where lines are lost, and
// no logger puts it into a field of its own.
const TOOLS =
  /^(?:ansible|cloud|docker|git|http|kubernetes|network|packages|services|sql|terraform|validation)\//;
const LINES_LOST = new Set(["json", "wrapped", "wrapped at words", "glued"]);

describe("a trace reads as its runtime meant it", () => {
  test.each(files)("%s", async (file) => {
    const read = reading(decode(textOf(file)).text).join("\n");
    await expect(`${read}\n`).toMatchFileSnapshot(join(CORPUS, file.replace(/\.txt$/, ".read")));
  });
});

describe("and the same however it was mangled", () => {
  test.each(Object.entries(MANGLES))("%s", (kind, mangle) => {
    const read = files.filter((file) => !(LINES_LOST.has(kind) && TOOLS.test(file)));
    const broken = read.filter((file) => chain(mangle(textOf(file))) !== chain(textOf(file)));
    const share = 1 - broken.length / read.length;
    expect(share, broken.join(" ")).toBeGreaterThanOrEqual(SHARE_MIN[kind] ?? 0.97);
  });
});

/** A terminal's trailing newline is no part of a paste. */
function textOf(file: string): string {
  return readFileSync(join(CORPUS, file), "utf8").trimEnd();
}

/** Types and messages, white space aside. */
function chain(text: string): string {
  return readTraces(decode(text).text, () => false)
    .traces.flatMap((it) => it.exceptions)
    .map(({ type, message }) => `${type}: ${message}`.replace(/\s+/g, ""))
    .join("\n");
}
