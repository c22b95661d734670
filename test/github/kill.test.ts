// A sync that dies anywhere is resumed by the next one: nothing lost, nothing doubled.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectEqual, fill, type Mirror, NOW, newMirror } from "./mirror.ts";

const PROGRAM = join(import.meta.dirname, "sync-process.ts");
const DOCS = { path: "docs", url: null };

/** Seven requests before the first comments, then comments, releases and pages. */
async function filled(): Promise<Mirror> {
  const mirror = await newMirror({ repositories: [{ name: "acme/app", docs: DOCS }] });
  fill(mirror, 320);
  for (let number = 1; number <= 250; number++) mirror.acme.comment(number, `seen ${number}`);
  mirror.acme.release("v1");
  mirror.acme.push({ "docs/a.md": "# A", "docs/b.md": "# B" });
  return mirror;
}

async function expectWhole(mirror: Mirror): Promise<void> {
  await expectEqual(mirror);
  const count = async (table: "issue_comments" | "releases" | "doc_pages") =>
    (await mirror.db.selectFrom(table).selectAll().execute()).length;
  expect([
    await count("issue_comments"),
    await count("releases"),
    await count("doc_pages"),
  ]).toEqual([250, 1, 2]);
}

test.each([2, 3, 5, 7, 9, 10, 12])("stopped at request %i and resumed", async (nth) => {
  const mirror = await filled();
  const stop = new AbortController();
  mirror.github.on(/./, nth, () => void stop.abort());
  await mirror.sync({ stop: stop.signal }).then(
    (reports) => expect(reports).toMatchObject([{ isComplete: false, problem: null }]),
    () => expect(nth).toBeLessThan(3), // before the first page: there is nothing to report
  );
  expect(mirror.github.journal).toHaveLength(nth); // it asks no more
  mirror.acme.update(17, { state: "closed" });
  await mirror.sync();
  await expectWhole(mirror);
});

test("killed (SIGKILL) three times on its way, then resumed: it goes on where it was", async () => {
  const mirror = await filled();
  for (const nth of [4, 4, 5]) {
    expect(await runProcess(mirror, nth)).toBe("SIGKILL");
    mirror.acme.update(nth * 10, { title: `Changed after ${nth}` });
  }
  mirror.asked();
  expect(await runProcess(mirror, null)).toBe(0);
  expect(mirror.asked().filter((path) => path.endsWith("/issues")).length).toBeLessThan(4);
  await expectWhole(mirror);
});

/** Exit code, or the signal that ended it: it is killed while it waits for the `nth` answer. */
async function runProcess(mirror: Mirror, nth: number | null): Promise<number | string | null> {
  const settings = JSON.stringify(mirror.settings);
  const child = spawn(process.execPath, [PROGRAM, settings, mirror.dataDir, NOW], {
    stdio: "ignore",
  });
  if (nth !== null) {
    mirror.github.on(/./, nth, () => {
      child.kill("SIGKILL");
      return "stall";
    });
  }
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
}
