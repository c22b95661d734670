// `attention`: what waits for a person, out of a database as Slack leaves it.

import { expect, test } from "vitest";
import { toItems } from "../../src/cli/attention.ts";
import { attentionText } from "../../src/cli/attention-text.ts";
import { toScreen } from "../../src/cli/screen.ts";
import { newThread, type Thread } from "../../src/conversation/thread.ts";
import { type Attention, readAttention } from "../../src/storage/attention.ts";
import { openDatabase } from "../../src/storage/open.ts";
import { newDatabase } from "../slack/harness.ts";
import { community, tracehound } from "./harness.ts";

const PLAIN = toScreen({ color: false, width: 80 });
const NONE: Attention = { threads: [], late: [], failed: [], parked: [] };
const state = (part: Partial<Thread>) => JSON.stringify({ ...newThread(), ...part });
const flags = [{ entry: "pool-drained", way: "fix", turn: 1 }] as const;
const correction = { said: "it is the \u001b[31mdriver", entry: "pool-drained", turn: 1 };
const thread = (id: string, at: string, part: Partial<Thread>) => ({
  id,
  visibility: "channel" as const,
  state: state(part),
  at,
});

test("newest first, each with its place", () => {
  const items = toItems({
    threads: [
      thread("slack:T:C1:1.1", "2026-01-02T00:00:00Z", { flags, correction }),
      thread("0f3c", "2026-01-05T00:00:00Z", { flags }),
    ],
    late: [{ channel: "C2", thread: "2.1", at: "2026-01-04T00:00:00Z", why: "old" }],
    failed: [{ channel: "C3", thread: "3.1", at: "2026-01-01T00:00:00Z" }],
    parked: [
      { channel: "C4", thread: "4.1", at: "2026-01-03T00:00:00Z", kind: "message", why: "x" },
    ],
  });
  expect(items.map(({ kind, channel, thread }) => [kind, channel, thread])).toEqual([
    ["wrong", null, null],
    ["late", "C2", "2.1"],
    ["parked", "C4", "4.1"],
    ["correction", "C1", "1.1"],
    ["wrong", "C1", "1.1"],
    ["failed", "C3", "3.1"],
  ]);
});

test("as text: what, which entry, where; nothing that steers a terminal", () => {
  const threads = [thread("slack:T:C1:1.1", "2026-01-02T03:04:05Z", { flags, correction })];
  const text = attentionText(toItems({ ...NONE, threads }), PLAIN);
  expect(text).toBe(`Corrected by a maintainer: pool-drained
  it is the [31mdriver
  Draft an entry: tracehound knowledge new COMPONENT/ID --thread C1:1.1
  2026-01-02 03:04  C1, thread 1.1

Called wrong (the fix did not help): pool-drained
  2026-01-02 03:04  C1, thread 1.1`);
});

test("what was said in private is not shown", () => {
  const it = { ...thread("slack:T:D1:1.1", "2026-01-02T00:00:00Z", { correction }) };
  const items = toItems({ ...NONE, threads: [{ ...it, visibility: "private" }] });
  expect(items).toMatchObject([{ kind: "correction", channel: "D1", said: null }]);
  expect(attentionText(items, PLAIN)).toContain("(said in private)");
});

test("only threads with something in them are read, whatever their words look like", async () => {
  const { db, remove } = await newDatabase();
  const row = (id: string, part: Partial<Thread>) => ({
    id,
    surface: "slack",
    visibility: "channel" as const,
    state: state(part),
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  });
  const rows = [
    row("a", { report: '"flags":[{"entry":1}] "correction":{"said":1}' }),
    row("b", { flags }),
    row("c", { correction }),
  ];
  await db.insertInto("threads").values(rows).execute();
  const { threads } = await readAttention(db);
  expect(threads.map(({ id }) => id).toSorted()).toEqual(["b", "c"]);
  await remove();
});

test("the command: nothing where nothing is, then what a server left", async () => {
  const folder = community();
  const args = ["attention", "--data", "data"];
  const empty = await tracehound(args, { folder });
  expect(empty).toMatchObject({ code: 0, stderr: "" });
  expect(empty.stdout).toContain("Nothing waits for a person");
  expect((await tracehound([...args, "--json"], { folder })).stdout).toBe('{\n  "items": []\n}\n');

  const db = await openDatabase(`${folder}/data`, "2026-01-01T00:00:00.000Z");
  const late = { team: "T", channel: "C1", ts: "1.2", thread_ts: "1.1", why: "old" } as const;
  await db
    .insertInto("late_messages")
    .values({ ...late, found_at: "2026-01-02T00:00:00Z" })
    .execute();
  await db.destroy();
  const full = await tracehound([...args, "--json"], { folder });
  expect(JSON.parse(full.stdout)).toEqual({
    items: [{ kind: "late", at: "2026-01-02T00:00:00Z", channel: "C1", thread: "1.1", why: "old" }],
  });
}, 60_000);
