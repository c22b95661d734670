// A strict Slack on loopback: Web API, Socket Mode and signed HTTP delivery. Its journal says what
// really happened. What it cannot prove (rendering, client_msg_id, guests) is for a real workspace.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Clock, REAL_CLOCK } from "../clock.ts";
import { deliver, type Wire } from "./delivery.ts";
import { edit, remove, touch } from "./editing.ts";
import { serveFile, type Upload, upload } from "./files.ts";
import { newRates } from "./rates.ts";
import { react } from "./reacting.ts";
import { echo, press, type Say, say } from "./say.ts";
import { type Api, type Fault, serveApi } from "./web-api.ts";
import { accept, type Socket } from "./websocket.ts";
import { type Call, type Json, type Message, newWorkspace, type Workspace } from "./workspace.ts";

export type SlackDouble = Workspace & {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  readonly tokens: { readonly bot: string; readonly app: string; readonly signingSecret: string };
  readonly scopes: Set<string>;
  readonly revoked: Set<string>;
  /** Where signed events go; without it they wait for a socket. */
  readonly setRequestUrl: (url: string | null) => void;
  /** The next calls of `method` fail like this. */
  readonly fail: (method: string, ...faults: Fault[]) => void;
  /** No further call fails. */
  readonly calm: () => void;
  /** Called for every call, before it is answered: where a test kills the process. */
  readonly onCall: (listener: (call: Call) => void) => void;
  /** A person types; settles when every event of it is acknowledged or given up. */
  readonly say: (
    typed: string,
    how?: Say,
  ) => Promise<{ ts: string; events: Json[]; isAcknowledged: boolean }>;
  /** A file, to be said with `event: { files: [it] }`. */
  readonly upload: (it: Upload) => Json;
  /** Another version of what was said, as events. */
  readonly edit: (ts: string, typed: string) => Promise<Json[]>;
  readonly remove: (ts: string) => Promise<Json>;
  /** Slack says that a message changed, though its words did not. */
  readonly touch: (ts: string) => Promise<void>;
  readonly press: (
    message: Message,
    actionId: string,
    value: string,
    user?: string,
  ) => Promise<boolean>;
  readonly react: (ts: string, name: string, user?: string) => Promise<Json | null>;
  readonly unreact: (ts: string, name: string, user?: string) => Promise<Json | null>;
  /** The same event once more, as Slack does when an acknowledgement got lost. */
  readonly redeliver: (event: Json) => Promise<boolean>;
  readonly answers: (threadTs: string) => Message[];
  readonly sockets: ReadonlySet<Socket>;
  /** As Slack does every few hours: asks each socket to come again. */
  readonly refreshSockets: () => void;
  /** Only the one that has been open longest. */
  readonly refreshSocket: () => void;
  /**
   * "events": none is delivered, now or later, but what was said can be read; "all": no call is
   * answered and no socket stays open either. Null: it is over.
   */
  readonly outage: (what: "events" | "all" | null) => void;
  readonly stop: () => Promise<void>;
};

export type DoubleOptions = {
  /** Slack's own are 0, one and five minutes (`SLACK_RETRY_MS`). */
  readonly retryMs?: readonly number[];
  readonly ackMs?: number;
  readonly clock?: Clock;
  /** Enforce Slack's rate limits; off, because most tests ask for more than they allow. */
  readonly hasRates?: boolean;
  /** For a peer's own calls. */
  readonly isForBolt?: boolean;
};

export const SLACK_RETRY_MS = [0, 60_000, 300_000];

const SCOPES =
  "app_mentions:read channels:history channels:read chat:write connections:write files:read groups:history groups:read im:history im:read reactions:read";

export async function startSlackDouble(options: DoubleOptions = {}): Promise<SlackDouble> {
  const { retryMs = [20, 40, 80], ackMs = 3_000, clock = REAL_CLOCK, hasRates = false } = options;
  const workspace = newWorkspace(clock);
  const life = new AbortController();
  // In pieces, so that no scanner takes them for real ones.
  const tokens = {
    bot: ["xoxb", "1", "double"].join("-"),
    app: ["xapp", "1", "double"].join("-"),
    signingSecret: "signing-double",
  };
  const wire: Wire = {
    workspace,
    signingSecret: tokens.signingSecret,
    retryMs,
    ackMs,
    requestUrl: null,
    sockets: new Set(),
    acks: new Map(),
    clock,
    life: life.signal,
    isSilent: false,
  };
  const listeners: ((call: Call) => void)[] = [];
  let port = 0;
  let isDown = false;
  const api: Api = {
    workspace,
    tokens,
    scopes: new Set(SCOPES.split(" ")),
    revoked: new Set(),
    faults: new Map(),
    socketUrl: () => `ws://127.0.0.1:${port}/`,
    onCall: (call) => {
      for (const listener of listeners) listener(call);
      if (call.message) void echo(wire, call.message);
      if (call.method === "chat.update" && call.outcome === "ok")
        void touch(wire, String(call.args.ts));
    },
    rates: hasRates ? newRates(clock) : null,
    isDown: () => isDown,
    isForBolt: options.isForBolt ?? false,
  };
  const server = createServer((request, response) => {
    if (!serveFile(api, request, response)) void serveApi(api, request, response);
  });
  server.on("upgrade", (request, stream) => {
    if (isDown) return stream.destroy();
    const socket: Socket = accept(request, stream, {
      text: (text) => acknowledge(wire, text),
      end: () => {
        wire.sockets.delete(socket);
        workspace.changed();
      },
    });
    wire.sockets.add(socket);
    const hello = { type: "hello", num_connections: wire.sockets.size };
    socket.send(JSON.stringify({ ...hello, connection_info: { app_id: "A0TRACEHOUND" } }));
    workspace.changed();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  return {
    ...workspace,
    apiUrl: `http://127.0.0.1:${port}/api/`,
    tokens,
    scopes: api.scopes,
    revoked: api.revoked,
    sockets: wire.sockets,
    setRequestUrl: (url) => {
      wire.requestUrl = url;
    },
    fail: (method, ...faults) =>
      api.faults.set(method, [...(api.faults.get(method) ?? []), ...faults]),
    calm: () => api.faults.clear(),
    onCall: (listener) => listeners.push(listener),
    say: (typed, how = {}) => say(wire, typed, how),
    upload: (it) => upload(workspace, `http://127.0.0.1:${port}/`, it),
    edit: (ts, typed) => edit(wire, ts, typed),
    remove: (ts) => remove(wire, ts),
    touch: (ts) => touch(wire, ts),
    press: (message, actionId, value, user = "U0ASKER") =>
      press(wire, message, { actionId, value, user }),
    react: (ts, name, user = "U0ASKER") =>
      react(wire, api.scopes, { ts, name, user, type: "reaction_added" }),
    unreact: (ts, name, user = "U0ASKER") =>
      react(wire, api.scopes, { ts, name, user, type: "reaction_removed" }),
    redeliver: (event) => deliver(wire, "events_api", event),
    answers: (threadTs) => workspace.messages.filter((it) => it.isBot && it.threadTs === threadTs),
    refreshSockets: () => {
      for (const it of wire.sockets) refresh(it);
    },
    refreshSocket: () => {
      const [oldest] = wire.sockets;
      if (oldest) refresh(oldest);
    },
    outage: (what) => {
      wire.isSilent = what !== null;
      isDown = what === "all";
      if (isDown) for (const it of wire.sockets) it.cut();
    },
    stop: async () => {
      life.abort();
      for (const it of wire.sockets) it.cut();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function acknowledge(wire: Wire, frame: string): void {
  const { envelope_id } = JSON.parse(frame) as { envelope_id?: string };
  if (envelope_id) wire.acks.get(envelope_id)?.();
}

function refresh(socket: Socket): void {
  socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
}
