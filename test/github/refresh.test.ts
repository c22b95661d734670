// The state of a cited issue is right at the moment it is shown, or as the mirror has it, with its date.

import { expect, test } from "vitest";
import { openGitHub } from "../../src/github/client.ts";
import { createRefresh, type RefreshParts } from "../../src/github/refresh.ts";
import { saveIssues } from "../../src/storage/issues.ts";
import { fill, type Mirror, NOW, newMirror } from "./mirror.ts";

const LATER = "2026-06-02T08:00:00.000Z";

function refreshOf(mirror: Mirror, part: Partial<RefreshParts> = {}) {
  return createRefresh({
    github: openGitHub(mirror.settings, { isPatient: false, secondMs: 1 }),
    db: mirror.db,
    repositories: ["Acme/App"],
    now: () => new Date(LATER),
    isInApp: () => false,
    maxAgeMs: 60_000,
    ...part,
  });
}

async function mirrored(): Promise<Mirror> {
  const mirror = await newMirror();
  fill(mirror, 3);
  await mirror.sync();
  mirror.asked();
  return mirror;
}

test("a state that changed since the sync is right afterwards", async () => {
  const mirror = await mirrored();
  mirror.acme.update(2, { state: "closed" });
  const refresh = refreshOf(mirror);
  const states = await refresh(["acme/APP#2", "acme/app#1"]);
  expect(states.get("acme/app#2")).toEqual({ state: "closed", checkedAt: LATER });
  expect(states.get("acme/app#1")).toEqual({ state: "open", checkedAt: LATER });
  const row = await mirror.db
    .selectFrom("issues")
    .selectAll()
    .where("number", "=", 2)
    .executeTakeFirst();
  expect(row).toMatchObject({ state: "closed", checked_at: LATER, visibility: "public" });
});

test("asks with a condition, and not at all while the state is young", async () => {
  const mirror = await mirrored();
  await refreshOf(mirror)(["acme/app#1"]);
  await refreshOf(mirror, { now: () => new Date("2026-06-02T08:00:30.000Z") })(["acme/app#1"]);
  const again = await refreshOf(mirror, { now: () => new Date("2026-06-03T08:00:00.000Z") })([
    "acme/app#1",
  ]);
  expect(mirror.asked()).toEqual(["200 /repos/acme/app/issues/1", "304 /repos/acme/app/issues/1"]);
  expect(again.get("acme/app#1")?.checkedAt).toBe("2026-06-03T08:00:00.000Z");
});

test("an import in between is not taken for what GitHub said", async () => {
  const mirror = await mirrored();
  await refreshOf(mirror)(["acme/app#1"]);
  const row = await mirror.db
    .selectFrom("issues")
    .selectAll()
    .where("number", "=", 1)
    .executeTakeFirstOrThrow();
  await saveIssues(mirror.db, [{ ...row, state: "closed", checked_at: NOW }]);
  const states = await refreshOf(mirror)(["acme/app#1"]);
  expect(states.get("acme/app#1")?.state).toBe("open");
});

test.each([
  ["fails", { status: 502 }],
  ["is cut off", "cut" as const],
  [
    "is limited",
    {
      status: 403,
      message: "You have exceeded a secondary rate limit",
      headers: { "retry-after": "60" },
    },
  ],
  ["answers 404", { status: 404 }],
])("GitHub that %s leaves the mirror's state with its date, after one try", async (_, fault) => {
  const mirror = await mirrored();
  mirror.acme.update(1, { state: "closed" });
  mirror.github.on(/issues\/1/, 1, () => fault);
  const states = await refreshOf(mirror)(["acme/app#1"]);
  expect(states.get("acme/app#1")).toEqual({ state: "open", checkedAt: NOW });
  expect(mirror.asked()).toHaveLength(1);
});

test("GitHub that does not answer is not waited for; what was answered counts", async () => {
  const mirror = await mirrored();
  mirror.acme.update(1, { state: "closed" });
  const end = new AbortController();
  mirror.github.on(/issues\/2/, 1, () => {
    // The first issue's answer is stored by then; the deadline falls while the second stalls.
    const timer = setInterval(async () => {
      const row = await mirror.db
        .selectFrom("issues")
        .select("state")
        .where("number", "=", 1)
        .executeTakeFirst();
      if (row?.state !== "closed") return;
      clearInterval(timer);
      end.abort();
    }, 1);
    return "stall";
  });
  const states = await refreshOf(mirror, { deadline: () => end.signal })([
    "acme/app#1",
    "acme/app#2",
  ]);
  expect(states.get("acme/app#1")?.state).toBe("closed");
  expect(states.get("acme/app#2")).toEqual({ state: "open", checkedAt: NOW });
});

test("deleted and transferred issues are marked", async () => {
  const mirror = await mirrored();
  const lib = mirror.github.addRepository("acme/lib");
  for (let number = 0; number < 9; number++) lib.addIssue();
  mirror.acme.issues[0]!.isDeleted = true;
  mirror.acme.issues[1]!.movedTo = { repository: lib, number: 9 };
  const states = await refreshOf(mirror)(["acme/app#1", "acme/app#2"]);
  expect([...states.values()].map((it) => it.state)).toEqual(["deleted", "transferred"]);
});

test("asks about configured repositories only, and about few", async () => {
  const mirror = await mirrored();
  const refs = Array.from({ length: 50 }, (_, at) => `acme/app#${at + 1}`);
  await refreshOf(mirror)(["evil/repo#1", "acme/app/../../user#1", "nonsense", ...refs]);
  const asked = mirror.asked();
  expect(asked.length).toBeLessThanOrEqual(8);
  expect(asked.every((path) => path.includes("/repos/acme/app/issues/"))).toBe(true);
});
