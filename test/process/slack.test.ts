// `npm start` with Slack's tokens set, as a process: what it says, and what is left when it dies at
// the two worst moments. The double's journal is the judge. Both transports.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DoubleOptions, type SlackDouble, startSlackDouble } from "../doubles/slack/slack.ts";
import type { Message } from "../doubles/slack/workspace.ts";
import { type Bot, idle, newDataDir, startProcess, type Transport } from "./harness.ts";

// The reference case as somebody else would tell it.
const TOLD = `good morning @tracehound! since we moved our worker to the new cluster it dies every few hours and the flow runs on it are marked crashed. The end of the log:
\`\`\`
  File "/usr/local/lib/python3.11/site-packages/h2/connection.py", line 224, in process_input
    raise ProtocolError(
httpx.LocalProtocolError: Invalid input ConnectionInputs.RECV_PING in state ConnectionState.CLOSED
\`\`\`
who closes that connection, us or the server?`;

const POST = "chat.postMessage";
const STATUS = "assistant.threads.setStatus";
const WAIT_MS = 15_000;
const STOP_MS_MAX = 2_500;
/** What is lost stays lost: nothing is sent again unless a test does. */
const NO_RETRIES: DoubleOptions = { retryMs: [], ackMs: 1_000 };

let slack: SlackDouble;
let bot: Bot | null = null;
let folder: ReturnType<typeof newDataDir>;

beforeEach(async () => {
  slack = await startSlackDouble(NO_RETRIES);
  folder = newDataDir();
});
afterEach(async () => {
  bot?.kill("SIGKILL");
  await bot?.ended;
  bot = null;
  await slack.stop();
  folder.remove();
});

const start = async (transport: Transport): Promise<Bot> => {
  bot = await startProcess(transport, slack, folder.dataDir);
  return bot;
};
const isFirst = ({ blocks }: Message) => blocks[0]?.type === "header";
/** What the double took, from its journal. */
const posted = () => slack.journal.flatMap(({ message }) => message ?? []);
const wait = <T>(look: () => T | null | undefined | false) => slack.waitFor(look, WAIT_MS);

function expectOneAnswer(threadTs: string): void {
  const all = posted();
  expect(all.filter(isFirst)).toHaveLength(1);
  expect(all.every((it) => it.threadTs === threadTs)).toBe(true);
  const keys = all.map(({ metadata }) => JSON.stringify(metadata));
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
}

describe.each<Transport>(["socket", "http"])("over %s", (transport) => {
  test("one answer in the thread, one delta for a version, and a clean end", async () => {
    const { kill, ended } = await start(transport);
    const { ts, isAcknowledged } = await slack.say(TOLD);
    expect(isAcknowledged).toBe(true);
    await wait(() => posted().length > 0);
    await idle(folder.dataDir);
    expectOneAnswer(ts);
    const before = posted();
    expect(JSON.stringify(before.map(({ blocks }) => blocks))).toContain("HTTP/2");

    await slack.say("that worker has prefect 2.14.3", { threadTs: ts });
    await wait(() => posted().length > before.length);
    await idle(folder.dataDir);
    const delta = posted().slice(before.length);
    expect(delta.map(({ text }) => text)).toEqual([expect.stringContaining("2.14.3")]);
    expectOneAnswer(ts);

    kill("SIGTERM");
    const end = await ended;
    expect(end.code).toBe(0);
    expect(end.ms).toBeLessThan(STOP_MS_MAX);
    expect(posted()).toHaveLength(before.length + 1);
  });

  test("killed right after the acknowledgement: the next start answers, once", async () => {
    const { kill, ended } = await start(transport);
    // Its status stays unanswered, so that it cannot have posted yet.
    slack.fail(STATUS, { kind: "stall", happens: false });
    const said = slack.say(TOLD);
    await wait(() => {
      if (!slack.deliveries.some((it) => it.isAcknowledged)) return false;
      kill("SIGKILL");
      return true;
    });
    await ended;
    expect(posted()).toEqual([]);
    await start(transport);
    const { ts, events } = await said;
    await wait(() => posted().length > 0);
    await idle(folder.dataDir);
    expectOneAnswer(ts);
    for (const event of events) expect(await slack.redeliver(event)).toBe(true);
    await idle(folder.dataDir);
    expectOneAnswer(ts);
  });

  test("killed after the post was taken, before it heard so: it is not posted again", async () => {
    const { kill, ended } = await start(transport);
    slack.fail(POST, { kind: "stall", happens: true });
    slack.onCall(({ outcome, method }) => {
      if (method === POST && outcome === "stall") kill("SIGKILL");
    });
    const said = slack.say(TOLD);
    await ended;
    expect(posted()).toHaveLength(1);
    await start(transport);
    const { ts } = await said;
    await wait(() => slack.journal.some(({ method }) => method === "conversations.replies"));
    await idle(folder.dataDir);
    expectOneAnswer(ts);
  });

  test("stopped while a post hangs: ends in time, and the next start does not post again", async () => {
    const { kill, ended } = await start(transport);
    slack.fail(POST, { kind: "stall", happens: true });
    const said = slack.say(TOLD);
    await wait(() => posted().length > 0);
    kill("SIGTERM");
    const end = await ended;
    expect(end.code).toBe(0);
    expect(end.ms).toBeLessThan(STOP_MS_MAX);
    await start(transport);
    const { ts } = await said;
    await wait(() => slack.journal.some(({ method }) => method === "conversations.replies"));
    await idle(folder.dataDir);
    expectOneAnswer(ts);
  });
});
