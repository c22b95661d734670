// The way in over HTTP, and what it shares with the sockets. Bolt's own App acknowledges before any
// listener runs, so its receivers are given an app of ours, which stores first. Both check origin: a
// signature, or the app token's socket.

import { type App, HTTPReceiver } from "@slack/bolt";
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

export const EVENTS_PATH = "/slack/events";

/** The one method that a receiver calls: store, then acknowledge. */
export function storeFirst(store: Store): App {
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
