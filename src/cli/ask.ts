// `tracehound ask` and `tracehound explain`: a report on standard input, the answer on standard
// output. Nothing is stored: a line never influences the next.

import type { Config } from "../config.ts";
import { replyJson, replyMarkdown } from "../conversation/json.ts";
import { newThread, type Thread } from "../conversation/thread.ts";
import { blocksTerminal, toTerminal } from "../answer/terminal.ts";
import { sourceMap } from "../answer/markdown.ts";
import { type Responded, respond, type Services } from "../respond.ts";
import { openServices } from "../services.ts";
import { toReport } from "../text/report.ts";
import { explainJson, explainText } from "./explain.ts";
import { readAll } from "./input.ts";
import { type Item, mapJsonl } from "./jsonl.ts";

export type AskOptions = {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly markdown: boolean;
  readonly explain: boolean;
  readonly noKnowledge: boolean;
};

export async function ask(config: Config, options: AskOptions): Promise<number> {
  const { services, close } = await openServices(config, { noKnowledge: options.noKnowledge });
  const write = (line: string) => process.stdout.write(`${line}\n`);
  const toJson = async (item: Item) => {
    const start = performance.now();
    const responded = await askOne(services, item);
    const json = replyJson(item.id, responded.reply, performance.now() - start);
    return options.explain ? { ...json, ...explainJson(responded, services.shelf) } : json;
  };
  try {
    if (options.jsonl) {
      await mapJsonl(process.stdin, write, toJson);
      return 0;
    }
    const { text } = await readAll(process.stdin);
    const item: Item = { id: null, text, thread: null, exclude: null };
    if (options.json) {
      write(JSON.stringify(await toJson(item), null, 2));
      return 0;
    }
    const start = performance.now();
    const responded = await askOne(services, item);
    const elapsed = performance.now() - start;
    write(options.markdown ? replyMarkdown(responded.reply, elapsed) : replyTerminal(responded, elapsed));
    if (options.explain) write(`\n${explainText(responded, services.shelf)}`);
    return 0;
  } finally {
    await close();
  }
}

/** The reply to an item's text, after the earlier messages of its thread were heard in order. */
export async function askOne(services: Services, item: Item): Promise<Responded> {
  const options = { exclude: item.exclude ?? [] };
  let thread: Thread = newThread();
  for (const message of item.thread ?? []) {
    if (message.author !== "asker") continue;
    thread = (await respond(services, await toReport(message.text), thread, options)).thread;
  }
  return respond(services, await toReport(item.text), thread, options);
}

function replyTerminal({ reply }: Responded, elapsedMs: number): string {
  const style = { color: process.stdout.isTTY === true && !process.env.NO_COLOR };
  if (reply.kind === "answer") return toTerminal(reply.answer, style, elapsedMs);
  if (reply.kind === "silent") return `(silent: ${reply.why})`;
  if (reply.kind === "acknowledge") return blocksTerminal(reply.blocks, new Map());
  return `${blocksTerminal(reply.lead, sourceMap(reply.answer))}\n\n${toTerminal(reply.answer, style, elapsedMs)}`;
}
