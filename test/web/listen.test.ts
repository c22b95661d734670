import { createServer } from "node:net";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { listenConsole } from "../../src/web/listen.ts";

test("takes a free port on loopback, answers there, and closes", async () => {
  const app = new Hono().get("/", (context) => context.text("here"));
  const { port, close } = await listenConsole(app, 0);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");
  await close(0);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test("a port in use is for the operator to change", async () => {
  const other = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  other.listen(0, "127.0.0.1", resolve);
  await promise;
  const port = (other.address() as { port: number }).port;
  await expect(listenConsole(new Hono(), port)).rejects.toMatchObject({
    name: "SetupError",
    message: expect.stringContaining(String(port)),
    hint: expect.stringContaining("CONSOLE_PORT"),
  });
  other.close();
});
