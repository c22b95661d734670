// Calls of Slack's Web API, and what their failures mean. Never retried in here: a retry of a post
// whose answer was lost would post twice, and one 429 would hold up every channel.

import { webApi } from "@slack/bolt";
import type { Log } from "../work.ts";
import { LATE } from "./deadline.ts";
import { toSlackLogger } from "./logger.ts";

export type Client = webApi.WebClient;
export type Failure =
  /** Slack said no: nothing was done. */
  | { readonly kind: "refused"; readonly code: string; readonly details: readonly string[] }
  | { readonly kind: "limited"; readonly ms: number }
  /** It never left this machine. */
  | { readonly kind: "unsent"; readonly code: string }
  | { readonly kind: "unknown"; readonly code: string };

/** Slack's own errors after which a write may have happened all the same. */
const UNSURE = ["internal_error", "fatal_error", "service_unavailable", "request_timeout"];
/** Of fetch: no connection was made, so nothing can have arrived. And our own: it was given up in time. */
const UNSENT = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ENETUNREACH",
  LATE,
];

const POST_MS = 10_000;

export function newClient(
  token: string,
  apiUrl: string | null,
  log: Log,
  timeout: number = POST_MS,
  send?: webApi.FetchFunction,
): Client {
  return new webApi.WebClient(token, {
    ...(apiUrl !== null && { slackApiUrl: apiUrl }),
    ...(send && { fetch: send }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    // A method name that is an address would carry the token there.
    allowAbsoluteUrls: false,
    logger: toSlackLogger(log),
  });
}

export function toFailure(error: unknown): Failure {
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code, response_metadata } = error.data;
    if (UNSURE.includes(code)) return { kind: "unknown", code };
    return { kind: "refused", code, details: response_metadata?.messages ?? [] };
  }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: "limited", ms: error.retryAfter * 1_000 };
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    return { kind: "unknown", code: `HTTP ${error.statusCode}` };
  }
  const code = codesOf(error);
  const unsent = code.find((it) => UNSENT.includes(it));
  return unsent ? { kind: "unsent", code: unsent } : { kind: "unknown", code: code.join(" ") };
}

/** Error codes along the chain of causes. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error ? [String(error.code)] : [error.name];
  const inner = "original" in error ? error.original : error.cause;
  return [...own, ...codesOf(inner)];
}
