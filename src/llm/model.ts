// The model edge: `complete` on the openai SDK. Bounded in time, size, calls at once, tokens and cost;
// never throws. What it reports is one word: no key, no text of a person, nothing that a server said.

import OpenAI, { APIConnectionTimeoutError, APIError } from "openai";
import type { Complete, Completed, CompleteRequest, Model } from "../answer/word.ts";
import type { Prompts, Task } from "../answer/word-prompt.ts";
import { UpstreamError } from "../errors.ts";
import { type Api, type Asked, ask } from "./ask.ts";
import { boundedFetch, type Fetch } from "./bounded-fetch.ts";
import { admit, type Breaker, CLOSED, record } from "./breaker.ts";
import { type Counter, type Limits, memoryCounter, reserve, type Used } from "./budget.ts";

export type ModelSettings = Limits & {
  readonly apiKey: string;
  /** Null: OpenAI's own. */
  readonly baseUrl: string | null;
  /** No default: nothing says which model is fit and cheap. */
  readonly model: string;
  readonly api: Api;
  /** From sending to the last byte of the reply. */
  readonly timeoutMs: number;
};

export type ModelParts = {
  readonly prompts: Prompts;
  readonly now: () => Date;
  /** Default: in memory. */
  readonly counter?: Counter;
  /** Hears how each call ended, for metrics and logs. */
  readonly onCall?: (call: Call) => void;
  readonly fetch?: Fetch;
};
export type Call = {
  readonly task: Task;
  readonly outcome: "completed" | Failure;
  /** 0 when none were used, the most that it can have been when the server did not say. */
  readonly tokens: number;
  readonly elapsedMs: number;
};
export type Failure =
  | "breaker-open"
  | "over-budget"
  | "too-many-at-once"
  | "timeout"
  | "unreachable"
  | "unauthorized"
  | "rate-limited"
  | "refused" // any other status below 500
  | "server-error"
  | "too-large"
  | "malformed"
  | "cut"
  | "declined";

const OPENAI_URL = "https://api.openai.com/v1";
const REPLY_BYTES_MAX = 256 * 1024; // a worded answer has some kilobytes
const CALLS_AT_ONCE_MAX = 8;
// Fewer than any tokenizer needs on average for these texts, so that the estimate is too high.
const BYTES_PER_TOKEN = 3;
const ENVELOPE_TOKENS = 50;

/** Opens the model. Nothing is sent before the first call. */
export function openModel(settings: ModelSettings, parts: ModelParts): Model {
  const client = toClient(settings, parts.fetch);
  const counter = parts.counter ?? memoryCounter();
  let breaker: Breaker = CLOSED;
  let running = 0;

  const bounded = async (request: CompleteRequest): Promise<Outcome> => {
    if (running >= CALLS_AT_ONCE_MAX) return { failed: "too-many-at-once", tokens: 0 };
    running++;
    try {
      const most = mostTokens(request);
      const settle = await reserve(counter, settings, most, parts.now());
      if (!settle) return { failed: "over-budget", tokens: 0 };
      // From here to the request nothing waits: no second trial slips through a half-open breaker.
      const admitted = admit(breaker, parts.now().getTime());
      if (!admitted) {
        await settle({ input: 0, output: 0 });
        return { failed: "breaker-open", tokens: 0 };
      }
      breaker = admitted;
      const outcome = await attempt(client, settings, request);
      breaker = record(breaker, "value" in outcome, parts.now().getTime());
      await settle(outcome.used);
      const used = outcome.used ?? most;
      return { ...outcome, tokens: used.input + used.output };
    } finally {
      running--;
    }
  };

  const complete: Complete = async (request) => {
    const started = parts.now().getTime();
    // The budget's counter may be a database, which can fail as well.
    const outcome = await bounded(request).catch(
      (): Outcome => ({ failed: "over-budget", tokens: 0 }),
    );
    const { tokens } = outcome;
    const elapsedMs = parts.now().getTime() - started;
    const word = "value" in outcome ? "completed" : outcome.failed;
    parts.onCall?.({ task: request.task, outcome: word, tokens, elapsedMs });
    return toCompleted(outcome);
  };
  return { complete, prompts: parts.prompts };
}

type Outcome = ({ readonly value: unknown } | { readonly failed: Failure }) & {
  readonly tokens: number;
};
type Attempt = ({ readonly value: unknown } | { readonly failed: Failure }) & {
  readonly used: Used | null;
};

function toCompleted(outcome: Outcome): Completed {
  return "value" in outcome
    ? { value: outcome.value, tokens: outcome.tokens }
    : { failed: outcome.failed };
}

/** Everything is given, so that the SDK takes nothing from the environment by itself. */
function toClient({ apiKey, baseUrl, timeoutMs }: ModelSettings, send: Fetch | undefined): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: baseUrl ?? OPENAI_URL,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off", // its debug level prints bodies
    maxRetries: 0, // a second try would cost the asker the time of the plain answer
    timeout: timeoutMs,
    fetch: boundedFetch(REPLY_BYTES_MAX, send),
  });
}

async function attempt(
  client: OpenAI,
  settings: ModelSettings,
  request: CompleteRequest,
): Promise<Attempt> {
  let asked: Asked;
  try {
    asked = await ask(client, settings.api, settings.model, request);
  } catch (error) {
    const failed = toFailure(error);
    const isUnbilled = error instanceof APIError && error.status !== undefined;
    return { failed, used: isUnbilled ? { input: 0, output: 0 } : null };
  }
  // Some servers count nothing and say 0.
  const used = asked.used && asked.used.input + asked.used.output > 0 ? asked.used : null;
  if ("failed" in asked) return { failed: asked.failed, used };
  try {
    return { value: JSON.parse(asked.json), used };
  } catch {
    return { failed: "malformed", used }; // text around the JSON, or half of it
  }
}

function toFailure(error: unknown): Failure {
  if (error instanceof APIConnectionTimeoutError) return "timeout";
  if (error instanceof Error && isTooLarge(error)) return "too-large";
  if (!(error instanceof APIError)) return "malformed"; // not JSON, or not the envelope
  const { status } = error;
  if (status === undefined) return "unreachable";
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 429) return "rate-limited";
  return status >= 500 ? "server-error" : "refused";
}

/** The SDK wraps what `fetch` throws. */
function isTooLarge(error: Error): boolean {
  return error instanceof UpstreamError || error.cause instanceof UpstreamError;
}

/** The most that a call can use: a text has no more tokens than its bytes by three. */
export function mostTokens({ system, user, schema, maxOutputTokens }: CompleteRequest): Used {
  const bytes = Buffer.byteLength(system + user + JSON.stringify(schema));
  return { input: Math.ceil(bytes / BYTES_PER_TOKEN) + ENVELOPE_TOKENS, output: maxOutputTokens };
}
