// Events on their way to the app: signed HTTP or Socket Mode, again until they are acknowledged.

import { createHmac } from "node:crypto";
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
  readonly timers: Set<NodeJS.Timeout>;
};

let envelopes = 0;

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
    const status = await attemptOnce(wire, type, payload, attempt);
    const isAcknowledged = status === 200;
    wire.workspace.deliveries.push({ eventId, attempt, isAcknowledged, status });
    wire.workspace.changed();
    const delay = delays[attempt];
    if (isAcknowledged || delay === undefined) return isAcknowledged;
    await pause(wire, delay);
  }
}

async function attemptOnce(
  wire: Wire,
  type: "events_api" | "interactive",
  payload: Json,
  attempt: number,
): Promise<number | null> {
  if (wire.requestUrl) return post(wire, wire.requestUrl, type, payload, attempt);
  const [socket] = wire.sockets;
  if (!socket) return null;
  const envelope_id = `envelope-${envelopes++}`;
  const acknowledged = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), wire.ackMs);
    wire.acks.set(envelope_id, () => {
      clearTimeout(timer);
      resolve(true);
    });
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
        ...sign(wire.signingSecret, body, Date.now()),
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

function pause(wire: Wire, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wire.timers.add(timer);
  });
}
