// A sync in a worker thread: it leaves what a sync leaves, and the thread that waits stays free.

import { expect, test } from "vitest";
import { runMirror } from "../src/mirror-host.ts";
import { expectEqual, fill, NOW, newMirror } from "./github/mirror.ts";

const NEVER = new AbortController().signal;

test("brings the mirror up to date from a thread of its own", async () => {
  const mirror = await newMirror();
  fill(mirror, 250);
  for (let number = 1; number <= 40; number++) {
    mirror.acme.update(number, { body: "x".repeat(60_000), state: "closed" });
  }
  mirror.acme.discuss();
  const { settings, dataDir } = mirror;
  const [report] = await runMirror({ settings, dataDir, now: NOW }, NEVER);
  expect(report).toMatchObject({ isComplete: true, problem: null });
  expect(report?.counts).toMatchObject({ issues: 250, discussions: 1, relations: 40 });
  await mirror.db.deleteFrom("issues").where("kind", "=", "discussion").execute();
  await expectEqual(mirror);
});

test("says what keeps it from reading, with the remedy", async () => {
  const mirror = await newMirror();
  mirror.github.addRepository("acme/secret", true);
  mirror.github.seesPrivate = true;
  const { settings, dataDir } = mirror;
  await expect(runMirror({ settings, dataDir, now: NOW }, NEVER)).rejects.toThrow(
    /private repositories \(acme\/secret\).*Set GITHUB_TOKEN to a fine-grained token/s,
  );
});

test("stops on its way, and the next run goes on", async () => {
  const mirror = await newMirror();
  fill(mirror, 350);
  const stop = new AbortController();
  mirror.github.on(/\/issues\?/, 3, () => void stop.abort());
  const { settings, dataDir } = mirror;
  await expect(runMirror({ settings, dataDir, now: NOW }, stop.signal)).rejects.toThrow("stopped");
  const [report] = await runMirror({ settings, dataDir, now: NOW }, NEVER);
  expect(report?.counts.issues).toBeLessThan(350);
  await expectEqual(mirror);
});
