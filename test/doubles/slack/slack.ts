// A strict Slack on loopback: Web API, Socket Mode and signed HTTP delivery. Its journal says what
// really happened. What it cannot prove (rendering, client_msg_id, guests) is for a real workspace.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { compose } from "./compose.ts";
import { deliver, type Wire } from "./delivery.ts";
import { type Api, type Fault, serveApi } from "./web-api.ts";
import { accept, type Socket } from "./websocket.ts";
import { type Call, type Json, type Message, newWorkspace, type Workspace } from "./workspace.ts";

export type Say = {
  readonly channel?: string;
  readonly user?: string;
  readonly threadTs?: string;
  /** Further fields of the event: `subtype`, `edited`, `bot_id`. */
  readonly event?: Json;
};

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
  readonly press: (
    message: Message,
    actionId: string,
    value: string,
    user?: string,
  ) => Promise<boolean>;
  /** The same event once more, as Slack does when an acknowledgement got lost. */
  readonly redeliver: (event: Json) => Promise<boolean>;
  readonly answers: (threadTs: string) => Message[];
  readonly sockets: ReadonlySet<Socket>;
  /** As Slack does every few hours: asks each socket to come again. */
  readonly refreshSockets: () => void;
  readonly stop: () => Promise<void>;
};

export type DoubleOptions = { readonly retryMs?: readonly number[]; readonly ackMs?: number };

const SCOPES =
  "app_mentions:read channels:history chat:write connections:write groups:history im:history";

export async function startSlackDouble(options: DoubleOptions = {}): Promise<SlackDouble> {
  const workspace = newWorkspace();
  // In pieces, so that no scanner takes them for real ones.
  const tokens = {
    bot: ["xoxb", "1", "double"].join("-"),
    app: ["xapp", "1", "double"].join("-"),
    signingSecret: "signing-double",
  };
  const { retryMs = [20, 40, 80], ackMs = 3_000 } = options;
  const wire: Wire = {
    workspace,
    signingSecret: tokens.signingSecret,
    retryMs,
    ackMs,
    requestUrl: null,
    sockets: new Set(),
    acks: new Map(),
    timers: new Set(),
  };
  const listeners: ((call: Call) => void)[] = [];
  let port = 0;
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
    },
  };
  const server = createServer((request, response) => void serveApi(api, request, response));
  server.on("upgrade", (request, stream) => {
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
    press: (message, actionId, value, user = "U0ASKER") =>
      press(wire, message, { actionId, value, user }),
    redeliver: (event) => deliver(wire, "events_api", event),
    answers: (threadTs) => workspace.messages.filter((it) => it.isBot && it.threadTs === threadTs),
    refreshSockets: () => {
      for (const it of wire.sockets)
        it.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    },
    stop: async () => {
      for (const timer of wire.timers) clearTimeout(timer);
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

let events = 0;

async function say(
  wire: Wire,
  typed: string,
  { channel = "C0HELP", user = "U0ASKER", threadTs, event = {} }: Say,
) {
  const { workspace } = wire;
  const kind = workspace.channels.get(channel)?.kind;
  if (!kind) throw new Error(`no channel ${channel}`);
  const { text, blocks } = compose(typed, workspace.botUser);
  const ts = workspace.nextTs();
  workspace.messages.push({
    channel,
    ts,
    threadTs: threadTs ?? null,
    user,
    isBot: false,
    text,
    blocks,
    metadata: null,
  });
  const common = {
    user,
    text,
    blocks,
    ts,
    channel,
    event_ts: ts,
    client_msg_id: `cmid-${ts}`,
    ...(threadTs && { thread_ts: threadTs }),
    ...event,
  };
  const isMention = text.includes(`<@${workspace.botUser}>`) && kind !== "im";
  const envelopes = [
    ...(isMention ? [envelope(workspace, { type: "app_mention", ...common })] : []),
    envelope(workspace, { type: "message", channel_type: kind, ...common }),
  ];
  const acknowledged = await Promise.all(envelopes.map((it) => deliver(wire, "events_api", it)));
  return { ts, events: envelopes, isAcknowledged: acknowledged.every(Boolean) };
}

/** Our own post comes back as an event: whoever answers it talks to itself for ever. */
async function echo(wire: Wire, message: Message): Promise<void> {
  const { workspace } = wire;
  const kind = workspace.channels.get(message.channel)?.kind;
  const { text, blocks, ts, channel, threadTs, user } = message;
  const event = {
    type: "message",
    channel_type: kind,
    user,
    bot_id: workspace.botId,
    text,
    blocks,
    ts,
    channel,
    thread_ts: threadTs,
  };
  await deliver(wire, "events_api", envelope(workspace, event));
}

function envelope({ team, botUser }: Workspace, event: Json): Json {
  return {
    token: "legacy",
    team_id: team,
    api_app_id: "A0TRACEHOUND",
    type: "event_callback",
    event_id: `Ev${events++}`,
    event_time: Math.floor(Number(event.ts)),
    authorizations: [{ team_id: team, user_id: botUser, is_bot: true }],
    event,
  };
}

/** Only what is on the message can be pressed. */
function press(
  wire: Wire,
  message: Message,
  { actionId, value, user }: { actionId: string; value: string; user: string },
): Promise<boolean> {
  const { workspace } = wire;
  const shown = JSON.stringify(message.blocks);
  if (
    !shown.includes(JSON.stringify(actionId)) ||
    !shown.includes(`"value":${JSON.stringify(value)}`)
  ) {
    throw new Error(`nothing to press: ${actionId} ${value} in ${shown}`);
  }
  const isSelect = shown.includes(`"type":"static_select","action_id":${JSON.stringify(actionId)}`);
  const type = isSelect ? "static_select" : "button";
  const chosen = type === "button" ? { value } : { selected_option: { value } };
  return deliver(wire, "interactive", {
    type: "block_actions",
    team: { id: workspace.team },
    user: { id: user, team_id: workspace.team },
    api_app_id: "A0TRACEHOUND",
    trigger_id: `trigger-${events++}`,
    container: { type: "message", message_ts: message.ts, channel_id: message.channel },
    channel: { id: message.channel },
    message: { ts: message.ts, thread_ts: message.threadTs, bot_id: workspace.botId },
    actions: [{ type, action_id: actionId, action_ts: workspace.nextTs(), ...chosen }],
  });
}
