// Puts the console on a port of this machine. Loopback only: it has no authentication.

import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { SetupError } from "../errors.ts";

const LOOPBACK = "127.0.0.1";
/** How long `close` lets requests finish before it cuts them off. */
const DRAIN_MS = 1_000;

export type Listening = {
  readonly port: number;
  /** Takes no new connection, lets running requests finish for `drainMs`, then cuts them off. */
  readonly close: (drainMs?: number) => Promise<void>;
};

/**
 * `port` 0 takes any free one; the result says which.
 * @throws SetupError when the port is in use or may not be opened.
 */
export async function listenConsole(app: Hono, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await open(server, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : port,
    close: (drainMs = DRAIN_MS) => close(server, drainMs),
  };
}

async function open(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", (error) => reject(toSetupError(error, port)));
  server.listen(port, LOOPBACK, resolve);
  await promise;
}

async function close(server: Server, drainMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  server.close(() => resolve());
  await promise;
  clearTimeout(cut);
}

function toSetupError(error: Error & { code?: string }, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new SetupError(`the console cannot listen on ${LOOPBACK}:${port}: the port is in use`, {
      hint: "Stop the other program (another Tracehound?), or set CONSOLE_PORT to a free port; 0 takes any.",
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    return new SetupError(`the console may not listen on ${LOOPBACK}:${port}`, {
      hint: "Set CONSOLE_PORT to a port from 1024 up: lower ones need special rights.",
      cause: error,
    });
  }
  return error;
}
