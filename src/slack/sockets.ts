// Socket Mode over two connections. Slack closes each every few hours, and the SDK leaves five seconds
// before it comes again; the other one takes what is said meanwhile. A payload that comes over both is
// one row.

import { SocketModeReceiver } from "@slack/bolt";
import { type Log, nameOf } from "../work.ts";
import { toSlackLogger } from "./logger.ts";
import { type Receiving, type Store, storeFirst } from "./receivers.ts";

export type SocketSettings = {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly sleep: (ms: number) => Promise<void>;
  /** A connection stands again, after it was gone. */
  readonly onAgain: () => void;
};

type Client = SocketModeReceiver["client"];
type Life = { readonly isStopping: boolean };

/** Slack allows ten for an app. */
const CONNECTIONS = 2;
/** After a reconnect failed for good; the SDK itself waits 5 s times the number of tries. */
const RECONNECT_MS = 5_000;
const STOP_MS_MAX = 2_000;

/** Settles when the first connection stands; the others follow, and are tried until they do. */
export async function receiveSocket(
  settings: SocketSettings,
  store: Store,
  log: Log,
): Promise<Receiving> {
  const life = { isStopping: false };
  const clients = Array.from({ length: CONNECTIONS }, () => newSocket(settings, store, log));
  const [first, ...others] = clients.map((client) => {
    surviveOddMessages(client, log);
    return { client, start: surviveReconnects(client, life, settings.sleep, log) };
  });
  await first?.start();
  for (const { client } of others) void client.start(); // does not reject: see surviveReconnects
  return {
    port: null,
    stop: async () => {
      life.isStopping = true;
      const gone = Promise.all(clients.map((client) => client.disconnect()));
      // The close handshake needs the other end; it may be gone.
      await Promise.race([gone, settings.sleep(STOP_MS_MAX)]);
    },
  };
}

function newSocket({ appToken, apiUrl, onAgain }: SocketSettings, store: Store, log: Log) {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: toSlackLogger(log),
    // An object of its own for each: the socket client writes its retry policy into it.
    installerOptions: { clientOptions: apiUrl === null ? {} : { slackApiUrl: apiUrl } },
    processEventErrorHandler: async ({ error }) => {
      log.error({ error: nameOf(error) }, "an event could not be stored; Slack will send it again");
      return false;
    },
  });
  receiver.init(storeFirst(store));
  receiver.client.once("connected", () => receiver.client.on("connected", onAgain));
  return receiver.client;
}

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
 * process. Gives the first start, which may reject; from now on `client.start` tries until it stands.
 */
function surviveReconnects(
  client: Client,
  life: Life,
  sleep: (ms: number) => Promise<void>,
  log: Log,
): Client["start"] {
  const start = client.start.bind(client);
  client.start = async () => {
    for (;;) {
      if (life.isStopping) return { ok: false };
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
