// Octokit's errors to the two of the program. Only the status, a cleaned message and an error code go
// on: Octokit's own error holds the request with its headers.

import { SetupError, UpstreamError } from "../errors.ts";
import { TOO_LARGE } from "./bounded-fetch.ts";

const SERVICE = "GitHub";
const MESSAGE_CHARS_MAX = 200;
const CAUSES_MAX = 5;
const TOKEN_HINT =
  "Create a fine-grained token that reads public repositories only (https://github.com/settings/personal-access-tokens) and set GITHUB_TOKEN to it, or leave it empty.";

type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
};

/** `token` is taken out, should GitHub (or what stands in its place) echo it. */
export function toError(error: unknown, token: string | null): Error {
  const answer = answerOf(error);
  if (!answer) return new UpstreamError(SERVICE, `could not be reached (${codeOf(error)})`);
  const said = messageOf(answer.data, token);
  if (answer.status === 401 && token) {
    return new SetupError(`GITHUB_TOKEN: GitHub does not accept it (401${said})`, {
      hint: TOKEN_HINT,
    });
  }
  // GraphQL says so under status 200.
  if (answer.status === 200) {
    return new UpstreamError(
      SERVICE,
      `refused: the rate limit is used up${whenAgain(answer, token)}`,
    );
  }
  if (answer.status >= 500) {
    return new UpstreamError(SERVICE, `could not be reached: it answers ${answer.status}${said}`);
  }
  return new UpstreamError(SERVICE, `refused: ${answer.status}${said}${whenAgain(answer, token)}`);
}

/** For an answer that is no error and cannot be read. */
export function unreadable(what: string): UpstreamError {
  return new UpstreamError(
    SERVICE,
    `could not be reached: what it sent for ${what} is not readable`,
  );
}

function answerOf(error: unknown): Answered | null {
  if (!(error instanceof Error) || !("response" in error) || !error.response) return null;
  return error.response as Answered; // Octokit's RequestError: https://github.com/octokit/request-error.js
}

function messageOf(data: unknown, token: string | null): string {
  const isObject = typeof data === "object" && data !== null && "message" in data;
  const message = isObject ? String(data.message) : "";
  const cleaned = (token ? message.replaceAll(token, "[token]") : message)
    .replace(/[^\x20-\x7e]+/g, " ")
    .replace(/https?:\S+/g, "")
    .trim();
  return cleaned ? ` ${cleaned.slice(0, MESSAGE_CHARS_MAX)}` : "";
}

function whenAgain({ headers }: Answered, token: string | null): string {
  const wait = Number(headers["retry-after"]);
  const isUsedUp = headers["x-ratelimit-remaining"] === "0";
  const reset = Number(headers["x-ratelimit-reset"]) * 1_000;
  const more = token ? "" : "; with GITHUB_TOKEN it allows 5,000 requests an hour instead of 60";
  if (isUsedUp && reset > 0 && reset < Number.MAX_SAFE_INTEGER) {
    const at = new Date(Math.min(reset, 8.64e15)).toISOString(); // the last time that a Date can hold
    return `; try again after ${at}${more}`;
  }
  return wait > 0 ? `; try again in ${wait} s${more}` : "";
}

/** The code of the innermost error that has one: `ECONNREFUSED`, `TimeoutError`. */
function codeOf(error: unknown): string {
  let code = "no answer";
  let inner = error;
  for (let depth = 0; depth < CAUSES_MAX && inner instanceof Error; depth++) {
    if ("code" in inner && typeof inner.code === "string") code = inner.code;
    else if (inner.name === "TimeoutError") return "it did not answer in time";
    inner = inner.cause;
  }
  return code === TOO_LARGE ? "its answer is too large" : code;
}
