// Events on their way to the app: signed HTTP or Socket Mode, again until they are acknowledged.

import { createHmac } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Socket } from "./websocket.ts";
import type { Json, Workspace } from "./workspace.ts";

export type Wire = {
  readonly workspace: Workspace;
  readonly signingSecret: string;
  /** Slack's: at once, after one minute, after five. */
  readonly retryMs: readonly number[];
  readonly ackMs: number;
  /** The app's request URL; null while it has none. */
  requestUrl: string | null;
  readonly sockets: Set<Socket>;
  /** Waiting for an acknowledgement, by envelope. */
  readonly acks: Map<string, () => void>;
  readonly clock: Clock;
  /** Aborts when the double stops: nothing is sent after that. */
  readonly life: AbortSignal;
  /** What happens meanwhile is never told: as on 26 Feb 2025. */
  isSilent: boolean;
};

let envelopes = 0;
let turns = 0;

/** Sends it; what is not acknowledged is sent again as Slack does. Settles after the last attempt. */
export async function deliver(
  wire: Wire,
  type: "events_api" | "interactive",
  payload: Json,
): Promise<boolean> {
  const eventId = String(payload.event_id ?? payload.trigger_id);
  // A press is not sent twice: the person sees a failure.
  const delays = type === "interactive" ? [] : wire.retryMs;
  for (let attempt = 0; ; attempt++) {
    if (wire.isSilent || wire.life.aborted) return false;
    const start = performance.now();
    const status = await attemptOnce(wire, type, payload, attempt);
    const ms = performance.now() - start;
    const isAcknowledged = status === 200;
    wire.workspace.deliveries.push({ eventId, attempt, isAcknowledged, status, ms });
    wire.workspace.changed();
    const delay = delays[attempt];
    if (isAcknowledged || delay === undefined) return isAcknowledged;
    await wire.clock.sleep(delay, wire.life);
  }
}

async function attemptOnce(
  wire: Wire,
  type: "events_api" | "interactive",
  payload: Json,
  attempt: number,
): Promise<number | null> {
  if (wire.requestUrl) return post(wire, wire.requestUrl, type, payload, attempt);
  // Any one of them, Slack says: here each in its turn, so that a repetition comes over another.
  const socket = [...wire.sockets][turns++ % Math.max(1, wire.sockets.size)];
  if (!socket) return null;
  const envelope_id = `envelope-${envelopes++}`;
  const acknowledged = new Promise<boolean>((resolve) => {
    const waiting = new AbortController();
    wire.acks.set(envelope_id, () => {
      resolve(true);
      waiting.abort();
    });
    const signal = AbortSignal.any([waiting.signal, wire.life]);
    void wire.clock.sleep(wire.ackMs, signal).then(() => resolve(false));
  });
  const retry =
    type === "events_api"
      ? { retry_attempt: attempt, retry_reason: attempt > 0 ? "timeout" : "" }
      : {};
  socket.send(
    JSON.stringify({
      envelope_id,
      type,
      payload,
      accepts_response_payload: type !== "events_api",
      ...retry,
    }),
  );
  const isAcknowledged = await acknowledged;
  wire.acks.delete(envelope_id);
  return isAcknowledged ? 200 : null;
}

async function post(
  wire: Wire,
  url: string,
  type: "events_api" | "interactive",
  payload: Json,
  attempt: number,
): Promise<number | null> {
  const isForm = type === "interactive";
  const body = isForm
    ? new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    : JSON.stringify(payload);
  const retry =
    attempt > 0
      ? { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": "http_error" }
      : {};
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
        ...sign(wire.signingSecret, body, Date.now()), // whoever checks it lives in real time
        ...retry,
      } as Record<string, string>,
      body,
      signal: AbortSignal.timeout(wire.ackMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null; // refused or too slow: no acknowledgement
  }
}

/** The two headers that prove a request came from Slack. */
export function sign(secret: string, body: string, nowMs: number): Record<string, string> {
  const ts = String(Math.floor(nowMs / 1_000));
  const mac = createHmac("sha256", secret).update(`v0:${ts}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": ts, "x-slack-signature": `v0=${mac}` };
}
