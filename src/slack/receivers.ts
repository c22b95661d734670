// The two ways in. Bolt's own App acknowledges before any listener runs, so its receivers are given
// an app of ours, which stores first. Both check origin: a signature, or the app token's socket.

import { type App, HTTPReceiver, SocketModeReceiver } from "@slack/bolt";
import { type Log, nameOf } from "../work.ts";
import { toSlackLogger } from "./logger.ts";

/** Stores what came; throws when it could not. */
export type Store = (body: unknown) => Promise<void>;

export type Receiving = {
  /** Where Slack reaches us; null in Socket Mode. */
  readonly port: number | null;
  readonly stop: () => Promise<void>;
};

type Event = Parameters<App["processEvent"]>[0];

/** After a reconnect failed for good; the SDK itself waits 5 s times the number of tries. */
const RECONNECT_MS = 5_000;
const STOP_MS_MAX = 2_000;
export const EVENTS_PATH = "/slack/events";

/** The one method that a receiver calls: store, then acknowledge. */
function storeFirst(store: Store): App {
  const processEvent = async ({ body, ack }: Event) => {
    await store(body);
    await ack();
  };
  return { processEvent } as Partial<App> as App;
}

export async function receiveHttp(
  settings: { signingSecret: string; port: number; host: string | null },
  store: Store,
  log: Log,
): Promise<Receiving> {
  const receiver = new HTTPReceiver({
    signingSecret: settings.signingSecret,
    endpoints: EVENTS_PATH,
    logger: toSlackLogger(log),
    customRoutes: [
      { path: "/livez", method: "GET", handler: (_request, response) => response.end("ok\n") },
    ],
    // Anything else on this port: Bolt's default answers 404, and logs where it came from.
    dispatchErrorHandler: ({ response }) => response.writeHead(404).end(),
    processEventErrorHandler: async ({ error, response }) => {
      log.error({ error: nameOf(error) }, "an event could not be stored; Slack will send it again");
      if (!response.headersSent) response.writeHead(500).end();
      return false;
    },
  });
  receiver.init(storeFirst(store));
  const { port, host } = settings;
  const server = await receiver.start(host === null ? port : { port, host });
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : null,
    stop: async () => {
      server.closeIdleConnections();
      await receiver.stop();
    },
  };
}

export async function receiveSocket(
  settings: { appToken: string; apiUrl: string | null; sleep: (ms: number) => Promise<void> },
  store: Store,
  log: Log,
): Promise<Receiving> {
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    logger: toSlackLogger(log),
    // An object of its own: the socket client writes its retry policy into it.
    installerOptions: {
      clientOptions: settings.apiUrl === null ? {} : { slackApiUrl: settings.apiUrl },
    },
    processEventErrorHandler: async ({ error }) => {
      log.error({ error: nameOf(error) }, "an event could not be stored; Slack will send it again");
      return false;
    },
  });
  receiver.init(storeFirst(store));
  const { client } = receiver;
  const life = { isStopping: false };
  surviveOddMessages(client, log);
  const start = surviveReconnects(client, life, settings.sleep, log);
  await start();
  return {
    port: null,
    stop: async () => {
      life.isStopping = true;
      // The close handshake needs the other end; it may be gone.
      await Promise.race([client.disconnect(), settings.sleep(STOP_MS_MAX)]);
    },
  };
}

type Client = SocketModeReceiver["client"];

/** socket-mode 3.1.0 rejects, unhandled, on an envelope without an inner event (app_rate_limited). */
function surviveOddMessages(client: Client, log: Log): void {
  const handlers = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  for (const handler of handlers) {
    client.on("ws_message", async (...message: unknown[]) => {
      try {
        await handler(...message);
      } catch (error) {
        log.warn({ error: nameOf(error) }, "Slack sent a message that could not be read");
      }
    });
  }
}

/**
 * Its reconnects reject, unhandled, when they fail for good or while stopping; that would end the
 * process. Gives the first start, which may reject.
 */
function surviveReconnects(
  client: Client,
  life: { readonly isStopping: boolean },
  sleep: (ms: number) => Promise<void>,
  log: Log,
): Client["start"] {
  const start = client.start.bind(client);
  client.start = async () => {
    for (;;) {
      try {
        return await start();
      } catch (error) {
        if (life.isStopping) return { ok: false };
        log.error({ error: nameOf(error) }, "reconnecting to Slack failed; trying again");
        await sleep(RECONNECT_MS);
      }
    }
  };
  return start;
}
