// The real SDK against servers on loopback: every failure leaves the plain answer, and nothing of the
// key or of a person's text comes out.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LLMock } from "@copilotkit/aimock";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { toRequest } from "../../src/answer/word.ts";
import type { Api } from "../../src/llm/ask.ts";
import type { ModelSettings } from "../../src/llm/model.ts";
import { CANARY, type Opened, open, PROMPTS, startMock } from "./harness.ts";
import { REFERENCE, referenceAnswer } from "./reference.ts";

const APIS: readonly Api[] = ["responses", "chat"];
const WORDED =
  "What happened here: h2 refused one more frame on a pooled HTTP/2 connection that was already closed.";
const GOOD = JSON.stringify({
  paragraphs: [{ id: "what_happened.0", pieces: [{ kind: "text", value: WORDED }] }],
});

const plain = await referenceAnswer(null);
let mock: LLMock;
beforeAll(async () => {
  mock = await startMock(GOOD);
});
afterAll(() => mock.stop());

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that answers every request with `answer`, as rude as it likes. */
async function rude(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) =>
    request.resume().on("end", () => answer(response)),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The plain answer, one call, and the word for what went wrong. */
async function expectPlain(opened: Opened, outcome: string): Promise<void> {
  expect(await referenceAnswer(opened.complete)).toEqual(plain);
  expect(opened.calls.map((it) => it.outcome)).toEqual([outcome]);
  expect(JSON.stringify(opened.calls)).not.toMatch(new RegExp(`${CANARY}|RECV_PING`));
}

test.each(APIS)("%s: an honest wording is kept, for one call", async (api) => {
  const opened = open(mock.url, { api });
  const answer = await referenceAnswer(opened.complete);
  expect(answer.footer.mode).toBe("curated + model");
  expect(JSON.stringify(answer)).toContain(WORDED);
  expect(opened.calls).toEqual([
    { task: "word", outcome: "completed", tokens: 1_000, elapsedMs: 0 },
  ]);
});

test.each(APIS)("%s: what goes over the wire", async (api) => {
  const wire: { url: string; headers: Headers; body: Record<string, unknown> }[] = [];
  const spy: typeof fetch = (input, init) => {
    wire.push({
      url: String(input),
      headers: new Headers(init?.headers),
      body: JSON.parse(String(init?.body)),
    });
    return fetch(input, init);
  };
  await referenceAnswer(open(mock.url, { api }, { fetch: spy }).complete);
  const [sent] = wire;
  const { system, user, schema, maxOutputTokens } = toRequest(PROMPTS, plain, REFERENCE.text)!;
  expect(wire).toHaveLength(1);
  expect(sent?.headers.get("authorization")).toBe(`Bearer ${CANARY}`);
  expect(JSON.stringify(sent?.body)).not.toContain(CANARY);
  const shared = { model: "test-model", store: false };
  expect(sent?.body).toEqual(
    api === "responses"
      ? {
          ...shared,
          instructions: system,
          input: user,
          max_output_tokens: maxOutputTokens,
          text: { format: { type: "json_schema", name: "word", schema, strict: true } },
        }
      : {
          ...shared,
          messages: [
            { role: "system", content: system },
            { role: "user", content: user },
          ],
          max_tokens: maxOutputTokens,
          response_format: {
            type: "json_schema",
            json_schema: { name: "word", schema, strict: true },
          },
        },
  );
  expect(sent?.url).toBe(
    `${mock.url}/v1/${api === "responses" ? "responses" : "chat/completions"}`,
  );
});

const STATUSES: readonly (readonly [number, string])[] = [
  [400, "refused"],
  [401, "unauthorized"],
  [403, "unauthorized"],
  [404, "refused"],
  [429, "rate-limited"],
  [500, "server-error"],
  [503, "server-error"],
];
test.each(
  APIS.flatMap((api) => STATUSES.map(([status, outcome]) => [api, status, outcome] as const)),
)("%s: status %i leaves the plain answer", async (api, status, outcome) => {
  mock.nextRequestError(status, { message: `no: ${CANARY}` });
  await expectPlain(open(mock.url, { api }), outcome);
});

const BAD: readonly (readonly [string, string, string])[] = [
  ["no JSON", "I cannot do that.", "malformed"],
  ["half of the JSON", GOOD.slice(0, 60), "malformed"],
  ["JSON in a fence", `\`\`\`json\n${GOOD}\n\`\`\``, "malformed"],
  ["another shape", JSON.stringify({ summary: "Reboot it.", steps: [1] }), "completed"],
  ["a list", "[1,2,3]", "completed"],
  ["null", "null", "completed"],
  ["deep nesting", `${"[".repeat(20_000)}${"]".repeat(20_000)}`, "completed"],
];
test.each(
  APIS.flatMap((api) =>
    BAD.map(([name, content, outcome]) => [api, name, content, outcome] as const),
  ),
)("%s: %s leaves the plain answer", async (api, _, content, outcome) => {
  const server = await startMock(content);
  closing.push(async () => void (await server.stop()));
  await expectPlain(open(server.url, { api }), outcome);
});

const FAULTS = [
  ["malformed", { malformedRate: 1 }, "malformed"],
  ["disconnected", { disconnectRate: 1 }, "unreachable"],
  ["rate limited", { rateLimitRate: 1 }, "rate-limited"],
  ["stalled", { latencyMs: 30_000 }, "timeout"],
] as const;
test.each(
  APIS.flatMap((api) =>
    FAULTS.map(([name, chaos, outcome]) => [api, name, chaos, outcome] as const),
  ),
)("%s: a server that is %s leaves the plain answer", async (api, name, chaos, outcome) => {
  const server = await startMock(GOOD);
  server.setChaos(chaos);
  if (name !== "stalled") closing.push(async () => void (await server.stop()));
  await expectPlain(open(server.url, { api, timeoutMs: name === "stalled" ? 60 : 2_000 }), outcome);
  if (name === "stalled") void server.stop();
});

const JSON_HEAD = { "content-type": "application/json" };
const RUDE: readonly (readonly [
  string,
  (response: ServerResponse) => void,
  string,
  Partial<ModelSettings>?,
])[] = [
  [
    "10 MB",
    (response) => response.writeHead(200, JSON_HEAD).end(`{"output":"${"x".repeat(10_000_000)}"}`),
    "too-large",
  ],
  ["10 MB without end", (response) => void drip(response.writeHead(200, JSON_HEAD)), "too-large"],
  [
    "10 MB of an error",
    (response) => response.writeHead(500, JSON_HEAD).end("x".repeat(10_000_000)),
    "too-large",
  ],
  [
    "a head and no body",
    (response) => void response.writeHead(200, JSON_HEAD).write("{"),
    "timeout",
    { timeoutMs: 60 },
  ],
  [
    "a body that is cut",
    (response) =>
      void response
        .writeHead(200, { ...JSON_HEAD, "content-length": "999" })
        .write("{", () => response.destroy()),
    "unreachable",
  ],
  [
    "a redirect",
    (response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end(),
    "unreachable",
  ],
  [
    "HTML",
    (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>proxy</h1>"),
    "malformed",
  ],
  ["an empty object", (response) => response.writeHead(200, JSON_HEAD).end("{}"), "malformed"],
  ["nothing", (response) => response.writeHead(200, JSON_HEAD).end(), "malformed"],
  ["no content", (response) => response.writeHead(204).end(), "malformed"],
];
test.each(
  APIS.flatMap((api) =>
    RUDE.map(
      ([name, answer, outcome, settings]) => [api, name, answer, outcome, settings] as const,
    ),
  ),
)("%s: a reply of %s leaves the plain answer", async (api, _, answer, outcome, settings) =>
  expectPlain(open(await rude(answer), { api, ...settings }), outcome),
);

/** Writes until nobody reads. */
function drip(response: ServerResponse): void {
  while (response.write("x".repeat(64_000)));
  response.once("drain", () => drip(response));
}

test.each<[string, Api, object, string]>([
  [
    "declined",
    "responses",
    {
      status: "completed",
      output: [{ type: "message", content: [{ type: "refusal", refusal: "no" }] }],
    },
    "declined",
  ],
  [
    "cut at its length",
    "responses",
    {
      status: "incomplete",
      output: [{ type: "message", content: [{ type: "output_text", text: GOOD }] }],
    },
    "cut",
  ],
  [
    "declined",
    "chat",
    { choices: [{ finish_reason: "stop", message: { content: null, refusal: "no" } }] },
    "declined",
  ],
  [
    "cut at its length",
    "chat",
    { choices: [{ finish_reason: "length", message: { content: GOOD } }] },
    "cut",
  ],
  ["without a choice", "chat", { choices: [] }, "cut"],
])("a reply that was %s (%s) leaves the plain answer", async (_, api, reply, outcome) => {
  const url = await rude((response) =>
    response.writeHead(200, JSON_HEAD).end(JSON.stringify(reply)),
  );
  await expectPlain(open(url, { api }), outcome);
});

test("nobody listens: the plain answer", async () => {
  await expectPlain(open("http://127.0.0.1:9"), "unreachable");
});

test("the breaker opens after four failures, tries once after its pause, and closes on success", async () => {
  let isUp = false;
  let requests = 0;
  const reply = JSON.stringify({
    status: "completed",
    output: [{ type: "message", content: [{ type: "output_text", text: GOOD }] }],
  });
  const url = await rude((response) => {
    requests++;
    response.writeHead(isUp ? 200 : 500, JSON_HEAD).end(reply);
  });
  const { complete, calls, tick } = open(url);
  for (let at = 0; at < 1_000; at++) expect(await referenceAnswer(complete)).toEqual(plain);
  expect(requests).toBe(4);
  expect(calls.at(-1)).toMatchObject({ outcome: "breaker-open", tokens: 0 });

  tick(30_000);
  await Promise.all([1, 2, 3].map(() => referenceAnswer(complete)));
  expect(requests).toBe(5); // one trial; it failed, so the pause doubles
  tick(30_000);
  await referenceAnswer(complete);
  expect(requests).toBe(5);

  tick(30_000);
  isUp = true;
  expect((await referenceAnswer(complete)).footer.mode).toBe("curated + model");
  expect((await referenceAnswer(complete)).footer.mode).toBe("curated + model");
  expect(requests).toBe(7);
});

test("a day's tokens are never passed, not by many calls at once, and the next day begins anew", async () => {
  const { complete, calls, tick } = open(mock.url, { tokensPerDay: 10_000 });
  for (let at = 0; at < 20; at++) await referenceAnswer(complete);
  await Promise.all(Array.from({ length: 8 }, () => referenceAnswer(complete)));
  const spent = calls.reduce((sum, call) => sum + call.tokens, 0);
  expect(spent).toBeLessThanOrEqual(10_000);
  expect(spent).toBeGreaterThan(5_000);
  expect(calls.at(-1)?.outcome).toBe("over-budget");
  tick(24 * 60 * 60_000);
  await referenceAnswer(complete);
  expect(calls.at(-1)?.outcome).toBe("completed");
});

test("a day's cost is never passed", async () => {
  const costPerDay = { limit: 0.05, inputPerMillion: 2, outputPerMillion: 10 };
  const { complete, calls } = open(mock.url, { costPerDay });
  for (let at = 0; at < 30; at++) await referenceAnswer(complete);
  const completed = calls.filter((it) => it.outcome === "completed").length; // 0.0028 each
  expect(completed * 0.0028).toBeLessThanOrEqual(0.05);
  expect(completed).toBeGreaterThan(5);
  expect(calls.at(-1)?.outcome).toBe("over-budget");
});

test("what a stalled call may have cost counts; what a server refused does not", async () => {
  const url = await rude(() => {});
  const stalled = open(url, { timeoutMs: 30 });
  await referenceAnswer(stalled.complete);
  expect(stalled.calls[0]?.tokens).toBeGreaterThan(1_000);
  mock.nextRequestError(429);
  const refused = open(mock.url);
  await referenceAnswer(refused.complete);
  expect(refused.calls[0]?.tokens).toBe(0);
});

test("at most eight calls are under way", async () => {
  const url = await rude(() => {});
  const { complete, calls } = open(url, { timeoutMs: 60 });
  await Promise.all(Array.from({ length: 12 }, () => referenceAnswer(complete)));
  expect(calls.filter((it) => it.outcome === "too-many-at-once")).toHaveLength(4);
});

test("a counter that fails costs the wording, not the answer", async () => {
  const counter = () => Promise.reject(new Error("disk full"));
  await expectPlain(open(mock.url, {}, { counter }), "over-budget");
});
