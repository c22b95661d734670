// Plays a script at `respond`: what each person says, in one thread.

import type { Offer } from "../../src/conversation/act.ts";
import { NEED_A_HUMAN } from "../../src/conversation/handover.ts";
import { replyMarkdown } from "../../src/conversation/json.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { newThread, readThread, type Thread } from "../../src/conversation/thread.ts";
import { respond, type Services } from "../../src/respond.ts";
import { toReport } from "../../src/text/report.ts";
import type { Step } from "./scripts.ts";

export const PRESS = "▶ ";

export type Played = {
  readonly step: Step;
  readonly reply: Reply;
  readonly words: string;
  readonly thread: Thread;
};

export async function play(services: Services, steps: readonly Step[]): Promise<Played[]> {
  const played: Played[] = [];
  let offers: readonly Offer[] = [];
  let thread = newThread();
  for (const step of steps) {
    const [author, says] = step;
    const label = says.startsWith(PRESS) ? says.slice(PRESS.length) : null;
    const act = label === null ? null : offers.find((it) => it.label === label)?.act;
    if (act === undefined) throw new Error(`nothing to press: ${label}`);
    const isAddressed = says.includes("@tracehound");
    const report = await toReport(label ?? says.replace("@tracehound", "").trim());
    const responded = await respond(services, report, thread, { author, isAddressed, act });
    const { reply } = responded;
    // As it comes out of the database.
    thread = readThread(JSON.stringify(responded.thread));
    offers = [...offersOf(reply), ...offers];
    played.push({ step, reply, words: plainWords(replyMarkdown(reply, null)), thread });
  }
  return played;
}

/** What can be pressed under a reply; older messages keep what they had. */
function offersOf(reply: Reply): Offer[] {
  if (reply.kind === "silent") return [];
  const asked = "answer" in reply ? reply.answer.questions : [];
  const facts = asked.flatMap(({ fact: name, options }) =>
    options.map(
      (value): Offer => ({ label: value, act: { kind: "facts", facts: [{ name, value }] } }),
    ),
  );
  return [...(reply.offers ?? []), ...(reply.kind === "answer" ? [NEED_A_HUMAN] : []), ...facts];
}

/** Without the marks that a surface adds. */
export function plainWords(markdown: string): string {
  return markdown
    .replace(/\\([^\w\s])/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/[`*\u2060]/g, "");
}
