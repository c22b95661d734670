// The bot over the repository's own knowledge, as `tracehound ask` has it; no issues, no model.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import { replyMarkdown } from "../../src/conversation/json.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { newThread, type Thread } from "../../src/conversation/thread.ts";
import { respond } from "../../src/respond.ts";
import { openServices } from "../../src/services.ts";
import { toReport } from "../../src/text/report.ts";

const NO_DATA = join(tmpdir(), "tracehound-no-such-data");
export const { services } = await openServices(readConfig({}, { data: NO_DATA }));

export type Said = { readonly reply: Reply; readonly markdown: string; readonly thread: Thread };

/** Says the messages in one new thread; gives what the last one was answered. */
export async function conversation(...messages: readonly string[]): Promise<Said> {
  let thread = newThread();
  let reply: Reply = { kind: "silent", why: "nothing said" };
  for (const message of messages) {
    const responded = await respond(services, await toReport(message), thread);
    thread = responded.thread;
    reply = responded.reply;
  }
  return { reply, markdown: replyMarkdown(reply, null), thread };
}

/** The knowledge's entry for one report and how sure it is; "none" where nothing is claimed. */
export async function verdict(report: string): Promise<string> {
  const { reply } = await conversation(report);
  if (!("answer" in reply)) return "none";
  return reply.answer.entry ? `${reply.answer.level} ${reply.answer.entry}` : "none";
}
