// What stands before two processes: gives every request to both at the same time.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Balancer = {
  readonly url: string;
  /** Where requests go; of several, the first good answer counts. */
  readonly to: (urls: readonly string[]) => void;
  readonly stop: () => Promise<void>;
};

export async function startBalancer(path: string): Promise<Balancer> {
  let urls: readonly string[] = [];
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      name.startsWith("x-slack-") || name === "content-type" ? [[name, String(value)]] : [],
    ) as [string, string][];
    const answers = await Promise.all(
      urls.map((url) =>
        fetch(url, { method: "POST", headers, body }).then(
          (answer) => answer.ok,
          () => false, // killed meanwhile: the other one may have it
        ),
      ),
    );
    response.writeHead(answers.some(Boolean) ? 200 : 502).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    to: (next) => {
      urls = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
