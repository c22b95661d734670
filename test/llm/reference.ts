// The reference case in the repository's own knowledge, to be worded well and badly.

import type { Answer } from "../../src/answer/answer.ts";
import { toTerminal } from "../../src/answer/terminal.ts";
import type { Complete } from "../../src/answer/word.ts";
import { readConfig } from "../../src/config.ts";
import { replyJson, replyMarkdown } from "../../src/conversation/json.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { newThread } from "../../src/conversation/thread.ts";
import { respond } from "../../src/respond.ts";
import { openServices } from "../../src/services.ts";
import { type Report, toReport } from "../../src/text/report.ts";
import { replyHtml } from "../../src/web/answer-view.ts";
import { answerOf } from "../bot.ts";
import { REPORT } from "../web/harness.ts";
import { PROMPTS } from "./harness.ts";

const NO_DATA = "/nonexistent-tracehound-data";
const { services } = await openServices(readConfig({}, { data: NO_DATA }));
const incidents = new Map<string, ReturnType<typeof services.read>>();
const hits = new Map<string, ReturnType<typeof services.search>>();
/** Reading and searching are pure here: once a report is enough for hundreds of models. */
const once: Pick<typeof services, "read" | "search"> = {
  read: (report, source, known) =>
    remembered(incidents, report.text, () => services.read(report, source, known)),
  search: (incident, exclude) =>
    remembered(hits, incident.report.text, () => services.search(incident, exclude)),
};

function remembered<T>(values: Map<string, T>, key: string, make: () => T): T {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}

export const REFERENCE: Report = await toReport(REPORT);
export const VERSIONED: Report = await toReport(`${REPORT}\nWe run prefect 2.14.3.`);

export async function referenceReply(
  complete: Complete | null,
  report = REFERENCE,
): Promise<Reply> {
  const model = complete ? { complete, prompts: PROMPTS } : { complete: null };
  return (await respond({ ...services, ...once, ...model }, report, newThread())).reply;
}

export async function referenceAnswer(
  complete: Complete | null,
  report = REFERENCE,
): Promise<Answer> {
  return answerOf(await referenceReply(complete, report));
}

export type Surfaces = Readonly<Record<"markdown" | "terminal" | "json" | "html", string>>;

const shown = new Map<string, Promise<Surfaces>>();

/** A reply as each surface of this edge's neighbours shows it. The same reply is rendered once. */
export function surfacesOf(reply: Reply): Promise<Surfaces> {
  return remembered(shown, JSON.stringify(reply), async () => ({
    markdown: replyMarkdown(reply, null),
    terminal: toTerminal(answerOf(reply), { color: false, width: 96 }, null),
    json: JSON.stringify(replyJson("x", reply, 0)),
    html: String(await replyHtml({ reply, elapsedMs: 0, id: "r1", questions: null, offers: null })),
  }));
}
