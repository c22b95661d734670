// Many reports through the bot, compared with what is expected: what `knowledge test` runs. What `eval`
// counts is in `proving/`.

import type { Answer } from "./answer/answer.ts";
import { newThread } from "./conversation/thread.ts";
import type { Fixture, Knowledge } from "./knowledge/knowledge.ts";
import { respond, type Services } from "./respond.ts";
import { toReport } from "./text/report.ts";

/** The answer to a report by itself; null when the bot stays silent. */
export async function answerTo(
  services: Services,
  text: string,
  exclude: readonly string[] = [],
): Promise<Answer | null> {
  const { reply } = await respond(services, await toReport(text), newThread(), { exclude });
  return "answer" in reply ? reply.answer : null;
}

export type FixtureResult = {
  readonly entry: string;
  readonly name: string;
  readonly kind: "must match" | "must not match";
  /** Null when it passed. */
  readonly problem: string | null;
};

/** Every report beside an entry. A must-match report is given to its entry and to no other. */
export async function testKnowledge(
  services: Services,
  knowledge: Knowledge,
): Promise<FixtureResult[]> {
  const results: FixtureResult[] = [];
  for (const entry of knowledge.entries) {
    const fixtures = knowledge.fixtures.get(entry.id);
    for (const fixture of fixtures?.match ?? []) {
      const answer = await answerTo(services, fixture.report);
      const problem =
        entry.kind === "outside"
          ? outsideProblem(entry.id, answer)
          : matchProblem(entry.id, fixture, answer);
      results.push({ entry: entry.id, name: fixture.name, kind: "must match", problem });
    }
    for (const fixture of fixtures?.not ?? []) {
      const answer = await answerTo(services, fixture.report);
      const problem =
        answer?.entry === entry.id ? `is claimed by ${entry.id} (${answer.level})` : null;
      results.push({ entry: entry.id, name: fixture.name, kind: "must not match", problem });
    }
  }
  return results;
}

function matchProblem(id: string, fixture: Fixture, answer: Answer | null): string | null {
  if (!answer) return "gets no answer";
  if (answer.entry !== id)
    return `goes to ${answer.entry ?? `nobody (${answer.level}, near ${answer.lead ?? "nothing"})`}`;
  if (fixture.level && answer.level !== fixture.level)
    return `is ${answer.level}, expected ${fixture.level}`;
  return null;
}

function outsideProblem(id: string, answer: Answer | null): string | null {
  if (answer?.entry) return `is claimed by ${answer.entry}`;
  return answer?.lead === id ? null : `goes to ${answer?.lead ?? "nobody"}`;
}
