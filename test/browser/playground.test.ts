// The playground in a real Chromium, with JavaScript and without. One browser for the file.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import {
  type Browser,
  type BrowserContextOptions,
  type Page,
  chromium as playwright,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Listening, listenConsole } from "../../src/web/listen.ts";
import { type Playground, playground, REPORT } from "../web/harness.ts";
import { hostileTrace, PAYLOADS } from "../web/payloads.ts";

// The package's arguments are for a cloud function. These would switch off what is tested here, or
// end the browser with its first page.
const UNWANTED = ["--single-process", "--disable-web-security", "--allow-running-insecure-content"];
const PHONE = { width: 360, height: 740 };
const TABS_MAX = 80;

const IN_PAGE = readFileSync(join(import.meta.dirname, "in-page.js"), "utf8")
  .trimEnd()
  .replace(/;$/, "");
const TELL_VIOLATIONS =
  "addEventListener('securitypolicyviolation', (it) => console.error('CSP: ' + it.violatedDirective))";

let browser: Browser;
let here: Playground;
let listening: Listening;
let base: string;
/** Console errors, page errors and CSP violations of every page of the file. */
const complaints: string[] = [];

beforeAll(async () => {
  here = await playground();
  listening = await listenConsole(here.app, 0);
  here.listenOn(listening.port);
  base = `http://127.0.0.1:${listening.port}`;
  browser = await playwright.launch({
    args: chromium.args.filter((argument) => !UNWANTED.includes(argument)),
    executablePath: await chromium.executablePath(),
  });
});
afterAll(async () => {
  await browser?.close();
  await listening?.close(0);
  await here?.close();
});
afterEach(() => expect(complaints.splice(0)).toEqual([]));

/** Runs `steps` on a page of its own, and closes it. */
async function onPage(options: BrowserContextOptions, steps: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ baseURL: base, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("console", (message) => {
    // Chromium logs a page of status 413 or 422 as a failed load.
    const isRefusal = new URL(message.location().url || base).pathname.startsWith("/threads");
    if (isRefusal && message.text().startsWith("Failed to load resource")) return;
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base)) complaints.push(`a request to ${request.url()}`);
  });
  await page.addInitScript({ content: TELL_VIOLATIONS });
  try {
    await steps(page);
  } finally {
    await context.close();
  }
}

async function paste(page: Page, report: string) {
  await page.goto("/");
  await page.getByLabel("Error report").fill(report);
  await page.getByRole("button", { name: "Read the report" }).click();
  await page.waitForURL(/\/threads\//);
}

/** Calls a function of `in-page.js`. */
function ask<Value>(page: Page, call: string): Promise<Value> {
  return page.evaluate(`${IN_PAGE}.${call}`);
}

/** Tab, until the focus is there: what a person without a mouse does. */
async function tabTo(page: Page, selector: string) {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press("Tab");
    if (await page.locator(`${selector}:focus`).count()) return;
  }
  throw new Error(`${selector} cannot be reached with Tab`);
}

describe.each([true, false])("with JavaScript: %s", (javaScriptEnabled) => {
  test("a report gets its answer, the reasons, and a delta by keyboard alone", () =>
    onPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/");
      await page.getByRole("link", { name: "Use an example" }).click();
      expect(await page.getByLabel("Error report").inputValue()).toContain("RECV_PING");
      await tabTo(page, "textarea");
      await tabTo(page, "button.primary");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/threads\//);

      const answer = page.locator("#r1");
      await expect.poll(() => answer.locator("h2").textContent()).toBe("LocalProtocolError");
      expect(await answer.locator(".badge").textContent()).toMatch(/Likely/);
      expect(await answer.locator("#r1-fix").textContent()).toContain(
        "PREFECT_API_ENABLE_HTTP2=false",
      );

      const why = answer.getByText("Why it matched");
      expect(await answer.getByText("specificity").first().isVisible()).toBe(false);
      await why.focus();
      await page.keyboard.press("Enter");
      expect(await answer.getByText("specificity").first().isVisible()).toBe(true);

      await page.reload();
      await tabTo(page, "#question-1-0");
      await page.keyboard.type("2.14.3");
      await page.keyboard.press("Enter");
      await page.waitForURL(/#m2$/);
      expect(await page.locator("#r2 h2").textContent()).toBe("What changes");
      expect(await page.locator("#r2 .lead").textContent()).toContain("2.14.3");
      const { y = 0 } = (await page.locator("#m2").boundingBox()) ?? {};
      expect(Math.abs(y)).toBeLessThan(200);
    }));

  test("a choice is sent with a button or a select", () =>
    onPage({ javaScriptEnabled }, async (page) => {
      await paste(page, REPORT);
      await page.locator("#r1 .asked select").first().selectOption("nginx");
      await page
        .locator("#r1 .asked li", { has: page.locator("select") })
        .getByRole("button")
        .click();
      await page.waitForURL(/#m2$/);
      expect(await page.locator("#r2 .lead").textContent()).toContain("nginx");
    }));

  test("a conversation: a choice, a fix that was tried, which way is it wrong, a person", () =>
    onPage({ javaScriptEnabled }, async (page) => {
      await paste(page, REPORT);
      const press = async (name: string, number: number) => {
        const buttons = page.getByRole("button", { name, exact: true });
        await buttons.last().click();
        await page.waitForURL(new RegExp(`#m${number}$`));
      };
      await press("on", 2);
      expect(await page.locator("#m2 pre").textContent()).toContain("HTTP/2 setting: on");
      expect(await page.locator("#r2 .lead").textContent()).toContain("HTTP/2 setting on");
      await press("I already set that", 3);
      expect(await page.locator("#r3 .lead").textContent()).toContain("noted as tried");
      expect(await page.locator("#r3-fix").textContent()).not.toContain("ENABLE_HTTP2=false");

      await press("That is wrong", 4);
      expect(await page.locator("#r4 h2").textContent()).toBe("One question");
      expect(await page.locator("#r4 .offers button").count()).toBe(3);
      await press("Another problem", 5);
      expect(await page.locator("#r5 .lead").textContent()).toContain("Set aside");
      expect(await page.locator(".offers").count()).toBe(0);

      await press("Need a human", 6);
      expect(await page.locator("#r6").textContent()).toContain("nobody is called");
      const draft = await page.locator("#r6-draft code").textContent();
      expect(draft).toContain("- HTTP/2 setting: on");
      expect(draft).toContain("- Switch HTTP/2 off for Prefect's client");
      expect(await page.getByRole("button", { name: "Need a human" }).count()).toBe(0);

      const before = await page.locator("ol.talk").textContent();
      await page.reload();
      expect(await page.locator("ol.talk").textContent()).toBe(before);
      expect(await ask(page, "faint()")).toEqual([]);
      expect(await ask(page, "crowded()")).toEqual([]);
    }));

  test("an empty paste keeps the form, with the focus in it", () =>
    onPage({ javaScriptEnabled }, async (page) => {
      await page.goto("/");
      await page.getByRole("button", { name: "Read the report" }).click();
      expect(await page.getByRole("alert").textContent()).toContain("Paste the whole error");
      await expect.poll(() => page.locator("textarea:focus").count()).toBe(1);
    }));

  test.each(["light", "dark"] as const)(
    "%s: nothing is faint, cut or wider than a phone",
    (colorScheme) =>
      onPage({ javaScriptEnabled, colorScheme, viewport: PHONE }, async (page) => {
        await page.goto("/");
        expect(await ask(page, "faint()")).toEqual([]);
        expect(await ask(page, "crowded()")).toEqual([]);
        await paste(page, hostileTrace(`${REPORT} ${"unbroken".repeat(60)}`));
        await page.getByRole("button", { name: "It worked" }).click();
        await page.waitForURL(/#m2$/);
        for (const summary of await page.locator(".seen > summary").all()) await summary.click();
        expect(await ask(page, "faint()")).toEqual([]);
        expect(await ask(page, "crowded()")).toEqual([]);
        const background = await ask<string>(page, "background()");
        expect(background).toBe(colorScheme === "light" ? "rgb(248, 247, 243)" : "rgb(20, 23, 26)");
      }),
  );
});

test("Ctrl+Enter sends, and a code block can be copied", () =>
  onPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto("/");
    await page.getByLabel("Error report").fill(REPORT);
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/threads\//);
    await page.locator("#r1-fix .copy").first().click();
    await expect.poll(() => page.getByRole("status").textContent()).toContain("Copied");
    const copied = await page.evaluate("navigator.clipboard.readText()");
    expect(copied).toBe(await page.locator("#r1-fix figure code").first().textContent());
  }));

test("hostile reports run nothing and make no element", () =>
  onPage({}, async (page) => {
    for (const payload of PAYLOADS) {
      const form = { report: hostileTrace(payload) };
      const pasted = await page.request.post("/threads", {
        form,
        headers: { origin: base },
        maxRedirects: 0,
      });
      const path = pasted.headers().location ?? "";
      await page.request.post(`${path}/messages`, {
        form: { text: `2.14.3 ${payload}` },
        headers: { origin: base },
      });
      await page.goto(path, { waitUntil: "load" });
      const found = await ask(page, "traces()");
      expect(found, payload).toEqual({ ran: null, handlers: [], foreign: 0, links: [] });
    }
  }));

test("a paste over the limit gets a page, not a broken connection", () =>
  onPage({}, async (page) => {
    await page.goto("/");
    await ask(page, "fill(10_000_000)");
    await page.getByRole("button", { name: "Read the report" }).click();
    await expect.poll(() => page.locator("h1").textContent()).toContain("too large");
  }));

test("a page of another origin can neither post nor frame", () =>
  onPage({}, async (page) => {
    const elsewhere = `http://localhost:${listening.port}`; // ours too, but another origin
    await page.goto(`${elsewhere}/`);
    await ask(page, `submitTo("${base}/threads")`);
    // form-action stops the browser before the server has to: its own message, and the event.
    await expect.poll(() => complaints.filter((it) => it.includes("form-action")).length).toBe(2);
    expect(page.url()).toBe(`${elsewhere}/`);
    complaints.length = 0;
  }));
