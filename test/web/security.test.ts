import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type IssueRow, UNTOLD } from "../../src/storage/issues.ts";
import { get, HOST, type Playground, playground, post, REPORT } from "./harness.ts";
import { hostileTrace, PAYLOADS } from "./payloads.ts";

let here: Playground;
beforeAll(async () => {
  here = await playground();
});
afterAll(() => here.close());

const TAGS = new Set(
  "html head meta title link script body a header svg path circle span main section h1 h2 h3 h4 p form label textarea div button kbd ol ul li dl dt dd nav article strong code pre figure figcaption details summary fieldset legend select option input footer b br blockquote".split(
    " ",
  ),
);
const ATTRIBUTE = /^\s+([a-zA-Z-]+)(?:="([^"<>]*)")?/;
const URL_ALLOWED = /^(?:https:\/\/(?:github\.com|docs\.prefect\.io)\/|\/(?!\/)|#)/;

/** Every `<` of a page begins one of our tags, with attributes that a page of ours has. */
function expectOnlyOurs(page: string, why: string) {
  for (const found of page
    .replace("<!doctype html>", "")
    .matchAll(/<\/?([a-zA-Z0-9]*)([^>]*)>?/g)) {
    expect(TAGS.has(found[1] ?? ""), `${why}: ${found[0].slice(0, 120)}`).toBe(true);
    let rest = (found[2] ?? "").replace(/\s*\/?$/, "");
    while (rest) {
      const attribute = ATTRIBUTE.exec(rest);
      expect(attribute, `${why}: ${found[0]}`).not.toBeNull();
      const [all = rest, name = "", value = ""] = attribute ?? [];
      expect(name, why).not.toMatch(/^on|^style$|^srcdoc$|^formaction$/i);
      if (/^(?:href|src|action)$/.test(name)) expect(value, why).toMatch(URL_ALLOWED);
      rest = rest.slice(all.length);
    }
  }
}

describe("hostile pastes", () => {
  test.each(PAYLOADS)("%s stays text", async (payload) => {
    const response = await post(here.app, "/threads", { report: hostileTrace(payload) });
    const path = response.headers.get("location") ?? "";
    await post(here.app, `${path}/messages`, { text: `prefect 2.14.3 ${payload}` });
    await post(here.app, `${path}/messages`, { "fact:prefect.version": payload });
    expectOnlyOurs(await (await get(here.app, path)).text(), payload);
    const empty = await post(here.app, `${path}/messages`, { text: "  " });
    expectOnlyOurs(await empty.text(), payload);
  });

  test("there are enough of them", () => expect(PAYLOADS.length).toBeGreaterThanOrEqual(40));

  test("names of forms, paths and queries stay text too", async () => {
    for (const payload of PAYLOADS) {
      const query = encodeURIComponent(payload);
      for (const path of [`/threads/${query}`, `/?example=${query}`, `/${query}`]) {
        expectOnlyOurs(await (await get(here.app, path)).text(), path);
      }
      const response = await post(here.app, "/threads", { [payload]: payload });
      expectOnlyOurs(await response.text(), payload);
    }
  });
});

test("hostile issues of the mirror stay text, and lend no link", async () => {
  const rows = PAYLOADS.map(
    (payload, at): IssueRow => ({
      ...UNTOLD,
      ref: `evil/repo#${at}`,
      repository: "evil/repo",
      number: at,
      title: `LocalProtocolError RECV_PING httpcore http2 closed ${payload}`,
      body: `LocalProtocolError zebra RECV_PING ${payload}`,
      comments: "",
      state: `open ${payload}`,
      labels: payload,
      url: "javascript:window.pwned=1",
      created_at: null,
      updated_at: null,
      checked_at: "2026-11-22",
      visibility: "public",
    }),
  );
  const { app, close } = await playground({}, rows);
  onTestFinished(close);
  const response = await post(app, "/threads", { report: "LocalProtocolError zebra" });
  const page = await (await get(app, response.headers.get("location") ?? "")).text();
  expect(page).toMatch(/id="r1-reports"[\s\S]*evil\/repo#/);
  expectOnlyOurs(page, "mirror");
});

describe("who may ask", () => {
  test.each(["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST:3000"])(
    "Host %s is served",
    async (host) => expect((await get(here.app, "/", { host })).status).toBe(200),
  );

  test.each([
    "evil.example",
    "evil.example:3000",
    "localhost",
    "localhost:3001",
    "127.0.0.1",
    "127.0.0.2:3000",
    "localhost.evil.example:3000",
    "localhost:3000.evil.example",
    "localhost.:3000",
    "0.0.0.0:3000",
    "",
  ])("Host %j is refused on every path", async (host) => {
    for (const path of ["/", "/livez", "/assets/style.css", "/threads/thread-1", "/nothing"]) {
      expect((await get(here.app, path, { host })).status, path).toBe(403);
    }
  });

  const own = `http://${HOST}`;
  test.each<[Record<string, string>, number]>([
    [{ origin: own }, 303],
    [{ "sec-fetch-site": "same-origin" }, 303],
    [{ origin: "null", "sec-fetch-site": "same-origin" }, 303],
    [{ origin: own, "sec-fetch-site": "same-origin" }, 303],
    [{}, 403],
    [{ origin: "null" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "http://localhost:3000" }, 403],
    [{ origin: `https://${HOST}` }, 403],
    [{ origin: `${own}.evil.example` }, 403],
    [{ origin: "https://evil.example", "sec-fetch-site": "same-origin" }, 403],
    [{ origin: own, "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site" }, 403],
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "none" }, 403],
  ])("a POST with %j gets %i", async (headers, status) => {
    const body = new URLSearchParams({ report: REPORT });
    const response = await here.app.request("/threads", {
      method: "POST",
      headers: { host: HOST, ...headers },
      body,
    });
    expect(response.status).toBe(status);
    if (status === 403) expect(await response.text()).toMatch(/Origin.*header/);
  });

  test("a content type that no form has is checked all the same", async () => {
    const headers = { host: HOST, "content-type": "application/json" };
    const response = await here.app.request("/threads", { method: "POST", headers, body: "{}" });
    expect(response.status).toBe(403);
  });
});

test("every kind of response carries the headers", async () => {
  const { headers } = await post(here.app, "/threads", { report: REPORT });
  const responses = [
    ...["/", "/nothing", "/livez", "/assets/page.js", headers.get("location") ?? ""].map((path) =>
      get(here.app, path),
    ),
    get(here.app, "/", { host: "evil.example" }),
    post(here.app, "/threads", { report: "" }),
    post(here.app, "/threads", { report: REPORT }),
    post(here.app, "/threads", { report: "x".repeat(10_000_000) }),
  ];
  for (const response of await Promise.all(responses)) {
    const header = (name: string) => response.headers.get(name);
    expect(header("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'",
    );
    expect(header("x-content-type-options")).toBe("nosniff");
    expect(header("referrer-policy")).toBe("no-referrer");
    expect(header("x-frame-options")).toBe("DENY");
    expect(header("set-cookie")).toBeNull();
    expect(header("cache-control")).toBe(
      response.url.includes("/assets/") || header("etag") ? "no-cache" : "no-store",
    );
  }
});
