// Every script, at the `respond` boundary.

import { expect, test } from "vitest";
import { knowledgeOf, newBot } from "../bot.ts";
import { play } from "./play.ts";
import { ENTRIES, SCRIPTS } from "./scripts.ts";

const { services } = newBot(knowledgeOf(ENTRIES));

test("there are at least 40, with names of their own", () => {
  expect(SCRIPTS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(SCRIPTS.map(([name]) => name)).size).toBe(SCRIPTS.length);
});

test.each(SCRIPTS.map((script) => [script[0], script] as const))("%s", async (_name, script) => {
  const [, ...steps] = script;
  for (const { step, reply, words } of await play(services, steps)) {
    const [who, says, gets, has = [], hasNot = []] = step;
    const at = `${who}: ${says}`;
    expect(reply.kind, at).toBe(gets);
    for (const part of has) expect(words, at).toContain(part);
    for (const part of hasNot) expect(words, at).not.toContain(part);
  }
});
