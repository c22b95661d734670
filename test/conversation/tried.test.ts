// Whatever is said in whatever order: a fix that was tried is never recommended again in its thread. Over
// a third of this repository's knowledge, with every message in every place.

import { resolve } from "node:path";
import { expect, test } from "vitest";
import { fixId } from "../../src/answer/context.ts";
import { newThread, type Thread } from "../../src/conversation/thread.ts";
import { loadKnowledge } from "../../src/load.ts";
import { respond } from "../../src/respond.ts";
import { toReport } from "../../src/text/report.ts";
import { services } from "../prefect/bot.ts";

const MESSAGES = 6;
const knowledge = loadKnowledge(resolve(import.meta.dirname, "../.."));
const reports = [...knowledge.fixtures]
  .filter((_, at) => at % 3 === 0)
  .flatMap(([, { match }]) => match.slice(0, 1));

const SAYS: readonly ((report: string, thread: Thread) => string)[] = [
  () => "I already set that",
  () => "tried that, same error",
  () => "still fails",
  (report) => `did that, same error:\n${report}`,
  (report) => report,
  () => "2.14.3",
  () => "prefect 3.1.0, python 3.12",
  () => "nginx in front",
  () => "it is my own httpx client",
  () => "that's a different problem",
  (_, { asked }) => asked.find(({ options }) => options.length > 0)?.options[0] ?? "hm",
];

test("no fix twice", { timeout: 120_000 }, async () => {
  let said = 0;
  let tried = 0;
  for (const [at, { report }] of reports.entries()) {
    let thread = newThread();
    let message = report;
    for (let turn = 0; turn < MESSAGES; turn++) {
      const { reply, thread: next } = await respond(services, await toReport(message), thread);
      thread = next;
      said++;
      const ids = thread.tried.map(({ id }) => id);
      const where = `${report.slice(0, 80)} … ${message.slice(0, 40)}`;
      if (thread.recommended) expect(ids, where).not.toContain(thread.recommended.id);
      if ("answer" in reply) {
        const titles = reply.answer.sections
          .filter(({ id }) => id === "fix" || id === "alternatives")
          .flatMap(({ blocks }) => blocks)
          .flatMap((block) => (block.kind === "paragraph" ? block.inlines : []))
          .flatMap((inline) => (inline.kind === "strong" ? [fixId(inline.text)] : []));
        for (const title of titles) expect(ids, where).not.toContain(title);
      }
      // A fixed walk over what can be said: every report meets every message within a few turns.
      message = SAYS[(at * 7 + turn * 3) % SAYS.length]!(report, thread);
    }
    tried += thread.tried.length;
  }
  expect(tried).toBeGreaterThan(reports.length);
  console.log(`${reports.length} reports, ${said} messages, ${tried} fixes tried, none twice`);
});
