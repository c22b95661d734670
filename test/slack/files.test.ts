// Reports that are attached instead of pasted: read, or said honestly that they are not.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Download, download, FILE_BYTES_MAX } from "../../src/slack/download.ts";
import type { Upload } from "../doubles/slack/files.ts";
import { type Bot, type BotOptions, settled, startBot } from "./harness.ts";

const TRACE = `Traceback (most recent call last):
  File "/srv/venv/lib/python3.12/site-packages/acme/pool.py", line 41, in take
    raise PoolError(message) # a < b & <http://x|y>
acme.errors.PoolError: pool limit of size 5 reached
`;

let bot: Bot | null = null;
afterEach(async () => {
  await bot?.stop();
  bot = null;
});

const start = async (options: BotOptions = {}) => {
  bot = await startBot("http", { ...options, parts: { sleep: () => soon(), ...options.parts } });
  return bot.slack;
};
const soon = () => new Promise<void>((done) => setTimeout(done, 5));

async function share(typed: string, ...files: readonly Upload[]) {
  const { slack } = bot!;
  const event = { subtype: "file_share", files: files.map((it) => slack.upload(it)) };
  const { ts } = await slack.say(typed, { event });
  const answer = await slack.waitFor(() => slack.answers(ts)[0]);
  await settled(bot!);
  return { ts, answer };
}
const fetched = () => bot!.slack.journal.filter(({ method }) => method === "file");

describe("a file", () => {
  test("that is a snippet is the report, as its author wrote it", async () => {
    await start();
    const { answer } = await share("@tracehound help", { content: TRACE, mode: "snippet" });
    expect(answer.text).toContain("The pool is drained");
    const { text } = await bot!.db.selectFrom("messages").select("text").executeTakeFirstOrThrow();
    expect(text).toContain("help");
    expect(text).toContain("# a < b & <http://x|y>");
  });

  test("is one of several, all read", async () => {
    await start();
    const version = { content: "acme 3.0.1" };
    const { answer } = await share("@tracehound help", { content: TRACE }, version);
    expect(answer.text).toContain("The pool is drained");
    expect(answer.text).toContain("Acme 3.0.1");
  });

  test("is redacted before it is kept; its author hears what it held", async () => {
    const slack = await start();
    const password = ["hunter", "2", "swordfish"].join("");
    const content = `${TRACE}\npostgresql://app:${password}@db.internal/app`;
    await share("@tracehound help", { content });
    await slack.waitFor(() => slack.notices.length > 0);
    expect(slack.notices[0]!.text).toContain("a password in a URL");
    const kept = await bot!.db.selectFrom("messages").selectAll().execute();
    expect(JSON.stringify([kept, slack.journal, bot!.logged])).not.toContain(password);
  });

  test("of which an event tells only the id is asked for", async () => {
    const slack = await start();
    const { answer } = await share("@tracehound help", { content: TRACE, isStub: true });
    expect(answer.text).toContain("The pool is drained");
    expect(slack.journal.filter(({ method }) => method === "files.info")).toHaveLength(1);
  });

  test("is not asked for when the room for files is taken", async () => {
    const slack = await start();
    const large = { content: TRACE.padEnd(FILE_BYTES_MAX + 1, "x\n") };
    await share("@tracehound help", large, { content: "acme 3.0.1", isStub: true });
    expect(slack.journal.filter(({ method }) => method === "files.info")).toEqual([]);
  });

  test("is fetched again when Slack stumbles, and the acknowledgement waits for none of it", async () => {
    const slack = await start();
    slack.fail(
      "file",
      { kind: "drop", happens: false },
      { kind: "status", status: 503, happens: false },
    );
    const { answer } = await share("@tracehound help", { content: TRACE });
    expect(answer.text).toContain("The pool is drained");
    expect(fetched()).toHaveLength(3);
    expect(
      slack.deliveries.every(({ attempt, isAcknowledged }) => attempt === 0 && isAcknowledged),
    ).toBe(true);
    const [row] = await bot!.db.selectFrom("inbox").select("files").execute();
    expect(row).toEqual({ files: "[]" });
  });

  test.each<[string, Upload, RegExp, number]>([
    [
      "a picture",
      { content: "x", mimetype: "image/png", filetype: "png" },
      /A picture is attached/,
      0,
    ],
    [
      "an archive",
      { content: "PK", mimetype: "application/zip", filetype: "zip" },
      /is no text/,
      0,
    ],
    ["deleted", { content: "", mode: "tombstone" }, /was deleted before I could read it/, 0],
    ["hidden", { content: "", mode: "hidden_by_limit" }, /out of space/, 0],
    ["outside Slack", { content: "", mode: "external" }, /lies outside Slack/, 0],
    [
      "elsewhere",
      { content: "", url: "https://files.slack.com.evil.test/a" },
      /not on Slack's own/,
      0,
    ],
    [
      "larger than all may be",
      { content: `${TRACE}${"x".repeat(FILE_BYTES_MAX)}` },
      /first 5 MB/,
      1,
    ],
  ])("that is %s costs a sentence, not the answer", async (_name, file, sentence, fetches) => {
    await start();
    const { answer } = await share(
      "@tracehound acme.errors.PoolError: pool limit of size 5 reached",
      file,
    );
    expect(answer.text).toContain("The pool is drained");
    expect(answer.text).toMatch(sentence);
    expect(JSON.stringify(answer.blocks)).toMatch(sentence);
    expect(fetched()).toHaveLength(fetches);
  });

  test("behind a missing scope: the login page is no report, and the scope is named", async () => {
    const slack = await start();
    slack.scopes.delete("files:read");
    const { answer } = await share(
      "@tracehound help",
      { content: TRACE },
      { content: TRACE, isStub: true },
    );
    expect(answer.text).toContain("lacks the scope files:read");
    expect(answer.text.split("files:read")).toHaveLength(2);
    const [kept] = await bot!.db.selectFrom("messages").select("text").execute();
    expect(kept!.text).not.toContain("signin");
  });

  test("that never comes is said to be missing", async () => {
    const slack = await start();
    slack.fail(
      "file",
      ...Array.from({ length: 3 }, () => ({ kind: "drop", happens: false }) as const),
    );
    const { answer } = await share("@tracehound help", { content: TRACE });
    expect(answer.text).toContain("Slack did not give me an attached file");
  });
});

test("the token follows no redirect and goes to no other host", async () => {
  const heard: (string | undefined)[] = [];
  const evil = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.end("here");
  });
  await new Promise<void>((done) => evil.listen(0, "127.0.0.1", done));
  const to = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
  const slack = await start();
  slack.fail("file", { kind: "redirect", to });
  const { answer } = await share("@tracehound help", { content: TRACE }, { content: "", url: to });
  expect(answer.text).toContain("lacks the scope files:read");
  expect(answer.text).toContain("not on Slack's own file host");
  expect(heard).toEqual([]);
  evil.close();
});

describe("download", () => {
  const file = { id: "F1", mode: "hosted", mimetype: "text/plain", filetype: "text", bytes: null };
  const parts = (respond: (url: string) => Response): Download => ({
    botToken: "xoxb",
    apiUrl: null,
    fetch: async (url) => respond(String(url)),
    sleep: async () => {},
    signal: new AbortController().signal,
  });

  test.each([
    "http://files.slack.com/a",
    "https://files.slack.com:444/a",
    "https://files.slack.com@evil.test/a",
    "https://user:pass@files.slack.com/a",
    "https://evil.test/files.slack.com",
    "file:///etc/passwd",
    "not an address",
  ])("of %s is refused", async (url) => {
    const asked: string[] = [];
    const it = await download(
      parts((to) => {
        asked.push(to);
        return new Response("x");
      }),
      { ...file, url },
      10,
    );
    expect(it.problem?.code).toBe("file-elsewhere");
    expect(asked).toEqual([]);
  });

  test("reads UTF-16 as Windows writes it, and no more than it may", async () => {
    const url = "https://files.slack.com/a";
    const wide = Buffer.from("\ufeffPoolError", "utf16le");
    const whole = await download(
      parts(() => new Response(wide)),
      { ...file, url },
      100,
    );
    expect(whole).toEqual({ text: "PoolError", problem: null });
    const cut = await download(
      parts(() => new Response("PoolError")),
      { ...file, url },
      4,
    );
    expect(cut).toMatchObject({ text: "Pool", problem: { code: "file-cut" } });
  });
});
