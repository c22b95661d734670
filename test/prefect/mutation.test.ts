// The reports beside the entries must notice when a rule is gone: an entry that still passes without
// the rule that tells it from its neighbours is not proven by them.

import { expect, test } from "vitest";
import type { Entry } from "../../src/knowledge/entry.ts";
import { loadKnowledge } from "../../src/load.ts";
import { testKnowledge } from "../../src/proving.ts";
import { newBot } from "../bot.ts";

const knowledge = loadKnowledge(new URL("../..", import.meta.url).pathname);

/** Which reports fail when one entry is changed. */
async function failing(id: string, change: (entry: Entry) => Entry): Promise<string[]> {
  const entries = knowledge.entries.map((entry) => (entry.id === id ? change(entry) : entry));
  const changed = { ...knowledge, entries };
  const mine = { ...changed, entries: entries.filter((entry) => entry.id === id) };
  const results = await testKnowledge(newBot(changed).services, mine);
  return results.filter((it) => it.problem !== null).map((it) => it.name);
}

const withoutRule = (at: number) => (entry: Entry) => ({
  ...entry,
  any: entry.any.toSpliced(at, 1),
});
const withoutNone = (entry: Entry) => ({ ...entry, none: [] });
const withoutUnless = (entry: Entry) => ({
  ...entry,
  any: entry.any.map((rule) => ({ ...rule, unless: [] })),
});

test("the entries pass as they are", async () => {
  expect(await failing("h2-closed-connection", (entry) => entry)).toEqual([]);
});

test.each([
  ["alembic-revision-missing", "its first rule", withoutRule(0)],
  ["docker-sdk-urllib3-2", "its first rule", withoutRule(0)],
  ["zombie-after-cancel", "its second rule", withoutRule(1)],
  ["missing-run-context-thread", "what takes reports away from it", withoutNone],
  ["unpicklable-result", "what takes reports away from it", withoutNone],
  ["event-loop-closed-nested", "what takes reports away from it", withoutNone],
  ["k8s-oomkilled-not-crashed", "its exceptions", withoutUnless],
  ["no-event-loop-anyio-thread", "its exceptions", withoutUnless],
])("%s without %s fails", async (id, _, change) => {
  expect(await failing(id, change)).not.toEqual([]);
});
