// Asks the model to word a plain answer for this asker, or to connect what a search found with the
// report. Decides whether there is anything to ask, and bounds what is sent; `ground` judges the reply.

import type { Inline } from "../text/nodes.ts";
import type { Answer } from "./answer.ts";
import { wordables } from "./word-paragraphs.ts";
import { fillIn, type Inputs, type JsonSchema, type Prompts, type Task } from "./word-prompt.ts";

export type CompleteRequest = {
  readonly task: Task;
  readonly system: string;
  readonly user: string;
  readonly schema: JsonSchema;
  readonly maxOutputTokens: number;
};
/** `value`: what the model returned, parsed as JSON and not trusted. `failed`: a fixed word, no text of anybody. */
export type Completed =
  | { readonly value: unknown; readonly tokens: number }
  | { readonly failed: string };
/** One question to a model. Bounded in time, size and cost; never throws. */
export type Complete = (request: CompleteRequest) => Promise<Completed>;

/** The model and what it is told: one does not go without the other. */
export type Model = { readonly complete: Complete; readonly prompts: Prompts };

// Bounds on what is sent. With the prompt, its schema and the reply a call stays below 6,000 tokens.
const ASKER_CHARS_MAX = 1_200;
const PARAGRAPHS_CHARS_MAX = 3_000;
const SOURCES_MAX = 12;
const TITLE_CHARS_MAX = 160;

/** What there is to ask about this answer; null for nothing. */
export function taskOf(plain: Answer): Task | null {
  if (plain.level === "similar") return plain.reports.length > 0 ? "connect" : null;
  if (plain.level === "new") return null;
  return wordables(plain).length > 0 ? "word" : null;
}

/** The request for this answer; `report` is the asker's text, redacted. Null: nothing to ask. */
export function toRequest(prompts: Prompts, plain: Answer, report: string): CompleteRequest | null {
  const task = taskOf(plain);
  if (!task) return null;
  const { system, schema, maxOutputTokens } = prompts[task];
  const user =
    task === "word"
      ? fillIn<"word">(prompts.word, wordInputs(plain, report))
      : fillIn<"connect">(prompts.connect, connectInputs(plain, report));
  return { task, system, user, schema, maxOutputTokens };
}

/** What the model says about the answer, or null. One call; the plain answer needs none of it. */
export async function word(model: Model, plain: Answer, report: string): Promise<unknown> {
  const request = toRequest(model.prompts, plain, report);
  if (!request) return null;
  try {
    const completed = await model.complete(request);
    return "value" in completed ? completed.value : null;
  } catch {
    // `complete` does not throw; if it ever does, the asker still gets the plain answer.
    return null;
  }
}

function wordInputs(plain: Answer, report: string): Inputs<"word"> {
  const { header } = plain;
  const about = [header.error, header.title, header.version ?? `${header.product} version unknown`];
  return {
    asker: clip(report, ASKER_CHARS_MAX),
    answer: clip(`${about.filter(Boolean).join(" · ")} (${plain.level})`, ASKER_CHARS_MAX),
    paragraphs: paragraphLines(plain),
    sources: plain.sources
      .slice(0, SOURCES_MAX)
      .map(({ id, title }) => `${id} ${clip(title, TITLE_CHARS_MAX)}`)
      .join("\n"),
  };
}

/** Whole paragraphs only, as many as fit. */
function paragraphLines(plain: Answer): string {
  const lines: string[] = [];
  let length = 0;
  for (const { id, inlines } of wordables(plain)) {
    const line = `[${id}] ${inlines.map(inlineLine).join("")}`;
    length += line.length;
    if (length > PARAGRAPHS_CHARS_MAX) break;
    lines.push(line);
  }
  return lines.join("\n");
}

function inlineLine(inline: Inline): string {
  if (inline.kind === "code") return `\`${inline.text}\``;
  return inline.kind === "link" ? `{${inline.source}}` : inline.text;
}

function connectInputs(plain: Answer, report: string): Inputs<"connect"> {
  return {
    asker: clip(report, ASKER_CHARS_MAX),
    candidates: plain.reports
      .map(
        (it) =>
          `issue:${it.issue} (${it.state}) ${clip(it.title, TITLE_CHARS_MAX)}; ${clip(it.why, TITLE_CHARS_MAX)}`,
      )
      .join("\n"),
  };
}

function clip(value: string, charsMax: number): string {
  return value.length > charsMax ? `${value.slice(0, charsMax - 1)}…` : value;
}
