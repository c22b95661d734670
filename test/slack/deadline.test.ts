// The last look at the clock, made by the HTTP client over real sockets: what is late never arrives.

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newClient, toFailure } from "../../src/slack/client.ts";
import { fetchUntil, LATE } from "../../src/slack/deadline.ts";
import { newLog } from "./harness.ts";

const UNTIL = 1_000;
/** Published by the HTTP client. */
const MADE = "undici:request:create";
const CONNECTED = "undici:client:connected";
/** More than a socket takes at once. */
const LARGE = "x".repeat(3_000_000);

const arrived: string[] = [];
let connections = 0;
let clock = { ms: 0 };
let ends: (() => void)[] = [];
let url = "";

beforeEach(async () => {
  arrived.length = 0;
  connections = 0;
  clock = { ms: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    arrived.push(Buffer.concat(chunks).toString());
    response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  ends = [() => server.closeAllConnections(), () => server.close()];
});
afterEach(() => {
  for (const end of ends) end();
});

const send = (body: string) =>
  fetchUntil(UNTIL, () => clock.ms)(url, { method: "POST", body }).then(
    async (answer) => JSON.stringify(await answer.json()),
    (error: Error) => String((error.cause as { code?: string }).code),
  );

/** The clock stands at `ms` from the next time on that the HTTP client says this. */
function jumpAt(channel: string, ms: number): void {
  const jump = () => {
    clock.ms = ms;
    unsubscribe(channel, jump);
  };
  subscribe(channel, jump);
  ends.push(() => unsubscribe(channel, jump));
}

test("in time it arrives whole, however long it is", async () => {
  clock.ms = UNTIL;
  expect(await send(LARGE)).toBe('{"ok":true}');
  expect(arrived).toEqual([LARGE]);
});

test("a connection that came too late is not used", async () => {
  jumpAt(CONNECTED, UNTIL + 1);
  expect(await send("late")).toBe(LATE);
  expect({ connections, arrived }).toEqual({ connections: 1, arrived: [] });
});

test("late on a connection that was kept: the next one goes on", async () => {
  expect(await send("first")).toBe('{"ok":true}');
  jumpAt(MADE, UNTIL + 1);
  expect(await send("late")).toBe(LATE);
  clock.ms = 0;
  expect(await send("next")).toBe('{"ok":true}');
  expect(arrived).toEqual(["first", "next"]);
});

test("Slack's client calls it unsent, so that it may be made again", async () => {
  clock.ms = UNTIL + 1;
  const late = fetchUntil(UNTIL, () => clock.ms);
  const client = newClient("xoxb-test", url, newLog([]), 5_000, late);
  const failed = await client.chat.postMessage({ channel: "C", text: "late" }).catch(toFailure);
  expect(failed).toEqual({ kind: "unsent", code: LATE });
  expect(arrived).toEqual([]);
});
