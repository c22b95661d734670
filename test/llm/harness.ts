// A model server on loopback, the real SDK in front of it, and a bot that asks it.

import { join } from "node:path";
import { LLMock } from "@copilotkit/aimock";
import type { Answer } from "../../src/answer/answer.ts";
import type { Complete } from "../../src/answer/word.ts";
import { newThread } from "../../src/conversation/thread.ts";
import { memoryCounter } from "../../src/llm/budget.ts";
import { type Call, type ModelParts, type ModelSettings, openModel } from "../../src/llm/model.ts";
import { loadPrompts } from "../../src/llm/prompts.ts";
import { respond } from "../../src/respond.ts";
import { toReport } from "../../src/text/report.ts";
import { answerOf, newBot, PASTE } from "../bot.ts";

export const ROOT = join(import.meta.dirname, "../..");
export const PROMPTS = loadPrompts(ROOT);
/** Looks like a key and is none. */
export const CANARY = "canary-key-5e1f";
export const START = Date.parse("2026-11-22T12:00:00Z");

/** Answers every request with `content`; strict, so that anything else would be a 503. */
export async function startMock(content: string): Promise<LLMock> {
  const mock = new LLMock({ port: 0, strict: true });
  mock.onMessage(/[\s\S]/, {
    content,
    usage: { input_tokens: 900, output_tokens: 100, prompt_tokens: 900, completion_tokens: 100 },
  });
  await mock.start();
  return mock;
}

export type Opened = {
  readonly complete: Complete;
  readonly calls: Call[];
  readonly tick: (ms: number) => void;
};

/** The model edge against `url`. Time stands still until `tick`. */
export function open(
  url: string,
  settings: Partial<ModelSettings> = {},
  parts: Partial<ModelParts> = {},
): Opened {
  const calls: Call[] = [];
  let now = START;
  const { complete } = openModel(
    {
      apiKey: CANARY,
      baseUrl: `${url}/v1`,
      model: "test-model",
      api: "responses",
      timeoutMs: 2_000,
      tokensPerDay: 1_000_000,
      costPerDay: null,
      ...settings,
    },
    {
      prompts: PROMPTS,
      now: () => new Date(now),
      counter: memoryCounter(),
      onCall: (call) => calls.push(call),
      ...parts,
    },
  );
  const tick = (ms: number) => {
    now += ms;
  };
  return { complete, calls, tick };
}

/** What the test bot answers to `paste` with this model. */
export async function answerWith(
  complete: Complete | null,
  paste = PASTE,
  issues: readonly object[] = [],
): Promise<Answer> {
  const { services } = newBot(undefined, issues);
  const model = complete ? { complete, prompts: PROMPTS } : { complete: null };
  const { reply } = await respond({ ...services, ...model }, await toReport(paste), newThread());
  return answerOf(reply);
}

export const says =
  (value: unknown): Complete =>
  async () => ({ value, tokens: 0 });
