// `serve`: starts, says where it is, stops on a signal however it was started.

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BIN, community, expectRefusal, ROOT, start, startProcess, tracehound } from "./harness.ts";

const STOP_MS_MAX = 2_000;
type Child = ReturnType<typeof start>;

/** Settles with the address that it printed. */
async function address(child: Child): Promise<string> {
  let out = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    out += chunk;
    if (out.includes("Stop with Ctrl+C.")) return /http:\/\/\S+/.exec(out)?.[0] ?? "";
  }
  throw new Error(`it ended:\n${out}`);
}

async function expectCleanStop(child: Child, signal: NodeJS.Signals): Promise<void> {
  const started = performance.now();
  child.stdout.resume();
  child.kill(signal);
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
  expect(performance.now() - started).toBeLessThan(STOP_MS_MAX);
}

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("answers, then stops on %s", async (signal) => {
  const child = start(["serve"], { folder: community(), env: { CONSOLE_PORT: "0" } });
  const url = await address(child);
  expect(await (await fetch(`${url}/livez`)).text()).toBe("ok\n");
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await expectCleanStop(child, signal);
});

test("a Ctrl+C that arrives twice, from the terminal and from npm, is one", async () => {
  const child = start(["serve"], { folder: community(), env: { CONSOLE_PORT: "0" } });
  const url = await address(child);
  await fetch(`${url}/readyz`);
  child.kill("SIGINT");
  await expectCleanStop(child, "SIGINT");
});

test("a request that never ends does not keep it", async () => {
  const child = start(["serve"], { folder: community(), env: { CONSOLE_PORT: "0" } });
  const url = await address(child);
  await fetch(`${url}/readyz`);
  const { connect } = await import("node:net");
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  const { host } = new URL(url);
  socket.write(
    `POST /threads HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${url}\r\nContent-Length: 9\r\n\r\nx`,
  );
  await fetch(`${url}/livez`);
  await expectCleanStop(child, "SIGTERM");
});

const old = spawnSync("/usr/bin/node", ["--version"], { encoding: "utf8" }).stdout ?? "";
const isOld = /^v(?:1\d|2[0-3])\./.test(old);

test.skipIf(!isOld)(
  "the same under an older Node, which hands over to that of the lockfile",
  async () => {
    const env = { CONSOLE_PORT: "0" };
    const child = startProcess("/usr/bin/node", [BIN, "serve"], community(), env);
    const url = await address(child);
    await fetch(`${url}/readyz`);
    await expectCleanStop(child, "SIGTERM");
  },
);

test("npm start stops on a signal and leaves no server behind", async () => {
  const folder = community();
  const env = {
    CONSOLE_PORT: "0",
    TRACEHOUND_CONFIG: join(folder, "config.yaml"),
    TRACEHOUND_DATA: join(folder, "data"),
  };
  const child = startProcess("npm", ["start"], ROOT, env);
  const url = await address(child);
  await fetch(`${url}/readyz`);
  await expectCleanStop(child, "SIGTERM");
  await expect(fetch(`${url}/livez`)).rejects.toThrow();
});

test(".env of the working folder is taken, and the environment wins over it", async () => {
  const folder = community();
  writeFileSync(
    join(folder, ".env"),
    "# a comment\nCONSOLE_PORT=nine\nTRACEHOUND_DATA='my data'\n",
  );
  expectRefusal(await tracehound(["serve"], { folder }), 1, ["CONSOLE_PORT must be a port number"]);

  const child = start(["serve"], { folder, env: { CONSOLE_PORT: "0" } });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  while (!out.includes("Stop with")) await once(child.stdout, "data");
  expect(out).toContain(`Data        ${join(folder, "my data")}`);
  await expectCleanStop(child, "SIGTERM");
});
