// `tracehound sync` as the operator sees it.

import { expect, test, vi } from "vitest";
import { syncCommand, toLine } from "../../src/cli/sync.ts";
import { SetupError } from "../../src/errors.ts";
import { fill, type Mirror, NOW, newMirror } from "./mirror.ts";

async function run(mirror: Mirror, part: Parameters<typeof syncCommand>[3] = {}) {
  const lines: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    const code = await syncCommand(mirror.settings, mirror.dataDir, NOW, {
      patience: { secondMs: 1 },
      ...part,
    });
    return { code, lines };
  } finally {
    write.mockRestore();
  }
}

test("says what was read of each repository, and how many issues there are", async () => {
  const mirror = await newMirror();
  fill(mirror, 150);
  mirror.acme.comment(1, "me too");
  expect(await run(mirror)).toEqual({
    code: 0,
    lines: ["acme/app: 150 issues, 1 comment read (5 requests)\n", "150 issues in the mirror.\n"],
  });
  expect((await run(mirror)).lines[0]).toBe("acme/app: nothing new (4 requests)\n");
});

test("a run that is not complete says how to go on", async () => {
  const mirror = await newMirror();
  fill(mirror, 450);
  const { code, lines } = await run(mirror, { requestsMax: 2 });
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatch(
    /^199 issues in the mirror\. Not read to the end: acme\/app\. Run `tracehound sync` again/,
  );
});

test("a repository that cannot be read gives exit code 1", async () => {
  const mirror = await newMirror({ repositories: [{ name: "acme/nothing", docs: null }] });
  const { code, lines } = await run(mirror);
  expect([code, lines[0]]).toEqual([
    1,
    expect.stringContaining("acme/nothing: not read; GitHub finds no such repository"),
  ]);
});

test("without repositories there is nothing to do, and that is said", async () => {
  const mirror = await newMirror({ repositories: [] });
  await expect(run(mirror)).rejects.toBeInstanceOf(SetupError);
});

test("notes and problems follow what was read", () => {
  const counts = {
    issues: 1,
    comments: 0,
    releases: 0,
    docs: 0,
    discussions: 0,
    relations: 0,
    requests: 1,
  };
  const report = {
    name: "a/b",
    counts,
    isComplete: true,
    hasMore: false,
    isUnchanged: false,
    notes: ["x"],
    problem: "y",
  };
  expect(toLine(report)).toBe("a/b: 1 issue read (1 request); x; y");
});
