// `tracehound ask` and `tracehound explain`: a report on standard input, the answer on standard
// output. Nothing is stored: a line never influences the next.

import { sourceMap } from "../answer/markdown.ts";
import { blocksTerminal, toTerminal } from "../answer/terminal.ts";
import type { Config } from "../config.ts";
import { replyJson, replyMarkdown } from "../conversation/json.ts";
import { newThread, type Thread } from "../conversation/thread.ts";
import { type Responded, respond, type Services } from "../respond.ts";
import { openServices } from "../services.ts";
import { type Problem, toReport } from "../text/report.ts";
import { explainJson } from "./explain.ts";
import { explainText } from "./explain-text.ts";
import { readAll, standardInput } from "./input.ts";
import { type Item, mapJsonl } from "./jsonl.ts";
import { terminalStyle, writeLine } from "./output.ts";
import { toScreen } from "./screen.ts";

export type AskOptions = {
  readonly format: "terminal" | "json" | "jsonl" | "markdown";
  readonly explain: boolean;
  readonly noKnowledge: boolean;
};

/** Earlier messages that are heard; of a longer thread its first and its last ones. */
const HEARD_MAX = 100;
/** Where there is no Slack to say whom a message is for. */
const MENTION = /(?:^|\s)@tracehound\b/i;
/** Whom it is for is no part of what is said, as in Slack: "@tracehound 2.14.3" is "2.14.3". */
const LEADING_MENTION = /^\s*@tracehound\b[,:]?\s*/i;

export async function ask(config: Config, options: AskOptions): Promise<number> {
  const { services, close } = await openServices(config, { noKnowledge: options.noKnowledge });
  try {
    if (options.format === "jsonl") {
      await mapJsonl((item) => toJson(services, item, [], options));
      return 0;
    }
    const { text, problems } = await readAll(standardInput("a report"));
    if (text.trim() === "") {
      note("Standard input was empty. Give it the report: tracehound ask < report.txt");
    }
    const item: Item = { id: null, text, thread: null, exclude: null };
    if (options.format === "json") {
      await writeLine(JSON.stringify(await toJson(services, item, problems, options), null, 2));
      return 0;
    }
    const start = performance.now();
    const asked = await askOne(services, item);
    const elapsed = performance.now() - start;
    const isMarkdown = options.format === "markdown";
    await writeLine(
      isMarkdown ? replyMarkdown(asked.reply, elapsed) : replyTerminal(asked, elapsed),
    );
    if (options.explain)
      await writeLine(`\n${explainText(asked, services.shelf, toScreen(terminalStyle()))}`);
    for (const problem of [...problems, ...asked.problems]) note(problem.message);
    return 0;
  } finally {
    await close();
  }
}

/** `problems`: what the report lost before it got here. */
async function toJson(
  services: Services,
  item: Item,
  problems: readonly Problem[],
  { explain }: AskOptions,
): Promise<Record<string, unknown>> {
  const start = performance.now();
  const asked = await askOne(services, item);
  const json = replyJson(item.id, asked.reply, performance.now() - start);
  const all = [...problems, ...asked.problems];
  return { ...json, problems: all, ...(explain && explainJson(asked, services.shelf)) };
}

/** `problems`: what could not be read or kept whole of the item. */
type Asked = Responded & { readonly problems: readonly Problem[] };

/** The reply to an item's text, after the earlier messages of its thread were heard in order. */
async function askOne(services: Services, item: Item): Promise<Asked> {
  const exclude = item.exclude ?? [];
  const said = (item.thread ?? []).filter((message) => message.author !== "bot");
  const isLong = said.length > HEARD_MAX;
  const heard = isLong ? [...said.slice(0, 1), ...said.slice(1 - HEARD_MAX)] : said;
  let thread: Thread = newThread();
  for (const { author, text } of heard) {
    const options = { exclude, author, isAddressed: MENTION.test(text) };
    thread = (await respond(services, await toSaid(text), thread, options)).thread;
  }
  const report = await toSaid(item.text);
  const isAddressed = MENTION.test(item.text);
  const responded = await respond(services, report, thread, { exclude, isAddressed });
  // What a delta has "seen" is the thread's report, whose problems were said when it was answered.
  const isAnswer = responded.reply.kind === "answer";
  const problems = (isAnswer && responded.seen?.incident.problems) || report.problems;
  return { ...responded, problems: isLong ? [...problems, threadCut(said.length)] : problems };
}

const toSaid = (text: string) => toReport(text.replace(LEADING_MENTION, ""));

function threadCut(length: number): Problem {
  const message = `Of ${length} earlier messages the first and the last ${HEARD_MAX - 1} were read.`;
  return { code: "thread-cut", message };
}

function replyTerminal({ reply }: Responded, elapsedMs: number): string {
  const style = terminalStyle();
  if (reply.kind === "answer") return toTerminal(reply.answer, style, elapsedMs);
  if (reply.kind === "silent") return `(silent: ${reply.why})`;
  if (reply.kind === "acknowledge") return blocksTerminal(reply.blocks, new Map(), style);
  const lead = blocksTerminal(reply.lead, sourceMap(reply.answer), style);
  return `${lead}\n\n${toTerminal(reply.answer, style, elapsedMs)}`;
}

/** For the person in front of the screen; never mixed into the answer. */
function note(message: string): void {
  process.stderr.write(`Note: ${message}\n`);
}
