// One write to Slack, and what its outcome means for the post: sent, to be tried later, refused, unknown.

import type { Outgoing } from "../storage/outbox.ts";
import type { Posted } from "../work/deliver.ts";
import { type Failure, toFailure } from "./client.ts";

/** In a message's metadata: any member can read it, so it says nothing. */
export const EVENT_TYPE = "tracehound_reply";

/** Why a post waits that Slack answered with 429. */
export const LIMITED = "rate limit";
/** For each try so far: a short break is over soon, a long one is not asked after all the time. */
const UNSENT_MS = 5_000;
const UNSENT_MS_MAX = 60_000;
const TOKEN_MS = 60_000;
// Slack names the layout's faults so; the words are then posted without it.
export const LAYOUT =
  /^(?:invalid_blocks|invalid_blocks_format|msg_blocks_too_long|block_mismatch|invalid_attachments)$/;
// The operator can cure these while we run; the answer waits.
export const TOKEN =
  /^(?:invalid_auth|not_authed|account_inactive|token_revoked|token_expired|ekm_access_denied|missing_scope)$/;

/** How a message is found again. */
export const toMetadata = (key: string) => ({ event_type: EVENT_TYPE, event_payload: { key } });

export async function attempt(
  { tries }: Pick<Outgoing, "tries">,
  call: () => Promise<string>,
): Promise<Posted> {
  try {
    return { kind: "sent", ts: await call() };
  } catch (error) {
    return toPosted(toFailure(error), tries);
  }
}

function toPosted(failure: Failure, tries: number): Posted {
  switch (failure.kind) {
    case "limited":
      return { kind: "wait", ms: failure.ms, why: LIMITED };
    case "unsent":
      return {
        kind: "wait",
        ms: Math.min(UNSENT_MS * (tries + 1), UNSENT_MS_MAX),
        why: failure.code,
      };
    case "unknown":
      return { kind: "unknown", why: failure.code };
    case "refused":
      return TOKEN.test(failure.code)
        ? { kind: "wait", ms: TOKEN_MS, why: failure.code }
        : { kind: "refused", why: failure.code };
  }
}
