// From Slack's JSON to rows, with nobody at work: what waits is changed where it lies.

import { afterEach, describe, expect, test } from "vitest";
import { NO_MANNERS } from "../../src/slack/manners.ts";
import { type Intaking, receive } from "../../src/slack/receive.ts";
import { claim } from "../../src/storage/inbox.ts";
import type { Database } from "../../src/storage/open.ts";
import { settle } from "../../src/storage/settle.ts";
import { toReport } from "../../src/text/report.ts";
import { newDatabase, newLog } from "./harness.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const LATER = "2026-01-01T00:01:00.000Z";
const MENTION = "<@U0BOT> the pool is empty";
type Json = Record<string, unknown>;

let open: Awaited<ReturnType<typeof newDatabase>> | null = null;
afterEach(async () => {
  await open?.remove();
  open = null;
});

async function start(part: Partial<Intaking> = {}) {
  open = await newDatabase();
  const logged: string[] = [];
  let accepted = 0;
  let events = 0;
  const intaking: Intaking = {
    db: open.db,
    toReport,
    self: { team: "T0", botUser: "U0BOT", botId: "B0BOT", url: null },
    now: () => Date.parse(NOW),
    log: newLog(logged),
    onAccepted: () => {
      accepted += 1;
    },
    ...part,
  };
  return {
    db: open.db,
    logged,
    accepted: () => accepted,
    hear: (event: Json, envelope: Json = {}) =>
      receive(intaking, {
        type: "event_callback",
        event_id: `E${events++}`,
        event: { type: "message", channel: "C1", user: "U1", ts: "1.000100", ...event },
        ...envelope,
      }),
  };
}

const rows = (db: Database) =>
  db.selectFrom("inbox").select(["ts", "kind", "text", "state", "of_ts", "edited_ts"]).execute();

const edit = (text: string, editedTs: string): Json => ({
  subtype: "message_changed",
  hidden: true,
  ts: "9.000100",
  message: { user: "U1", ts: "1.000100", text, edited: { user: "U1", ts: editedTs } },
  previous_message: { user: "U1", ts: "1.000100", text: MENTION },
});
const deletion: Json = {
  subtype: "message_deleted",
  hidden: true,
  ts: "9.000200",
  deleted_ts: "1.000100",
  previous_message: { user: "U1", ts: "1.000100", text: MENTION },
};

describe("an edit", () => {
  test("of what waits replaces its words; an older one does not", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION });
    await hear(edit("<@U0BOT> the pool is full", "5.000000"));
    await hear(edit("<@U0BOT> the pool is new", "4.000000"));
    await hear({ type: "app_mention", text: MENTION });
    expect(await rows(db)).toMatchObject([{ text: "the pool is full", edited_ts: "5.000000" }]);
  });

  test("of what is being worked on waits behind it", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION });
    await claim(db, NOW, LATER);
    await hear(edit("<@U0BOT> the pool is full", "5.000000"));
    expect(await rows(db)).toMatchObject([
      { ts: "1.000100", text: "the pool is empty", state: "leased" },
      { ts: "1.000100@5.000000", of_ts: "1.000100", text: "the pool is full", state: "pending" },
    ]);
    expect(await claim(db, NOW, LATER)).toBeNull();
  });

  test("of what a budget refused is no way round it", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION });
    await db.updateTable("inbox").set({ state: "done", refused: "user" }).execute();
    await hear(edit("<@U0BOT> please", "5.000000"));
    expect(await rows(db)).toHaveLength(1);
  });

  test("that arrives before its message is the message", async () => {
    const { db, hear } = await start();
    await hear(edit("<@U0BOT> the pool is full", "5.000000"));
    await hear({ text: MENTION });
    expect(await rows(db)).toMatchObject([{ ts: "1.000100", text: "the pool is full" }]);
  });
});

describe("a deletion", () => {
  test("of what waits leaves nothing to answer, and none of its words", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION });
    await hear({ text: "it is acme 3", ts: "2.000100", thread_ts: "1.000100" });
    await hear(deletion);
    const kept = await rows(db);
    expect(kept.map(({ state, text }) => [state, text])).toEqual([
      ["done", ""],
      ["done", ""],
      ["pending", ""],
    ]);
    await hear({ text: "still broken", ts: "3.000100", thread_ts: "1.000100" });
    await hear(edit("<@U0BOT> the pool is full", "5.000000"));
    expect(await rows(db)).toHaveLength(3);
  });

  test("of what is being worked on: whoever does settles nothing", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION });
    const job = await claim(db, NOW, LATER);
    await hear(deletion);
    const post = { key: "k", kind: "message", payload: "{}" } as const;
    const settled = { state: "done", thread: "{}", reply: "{}", posts: [post] } as const;
    expect(await settle(db, job!, settled, NOW)).toBe(false);
    expect(await db.selectFrom("outbox").select("id").execute()).toEqual([]);
    expect(await db.selectFrom("messages").select("id").execute()).toEqual([]);
  });

  test("comes as a tombstone where others have replied", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION });
    const message = { user: "USLACKBOT", ts: "1.000100", text: "gone", subtype: "tombstone" };
    await hear({ ...edit("", "5.000000"), message });
    expect((await rows(db)).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "mention done",
      "deletion pending",
    ]);
  });

  test("of a bot's message, ours too, is nothing", async () => {
    const { db, hear } = await start();
    await hear({ ...deletion, previous_message: { bot_id: "B0BOT", ts: "1.000100", text: "x" } });
    expect(await rows(db)).toEqual([]);
  });
});

describe("what one gesture can arrive as", () => {
  test("two messages with one client_msg_id are one", async () => {
    const { db, hear } = await start();
    await hear({ text: MENTION, client_msg_id: "c1" });
    await hear({ text: MENTION, client_msg_id: "c1", ts: "1.000200" });
    expect(await rows(db)).toHaveLength(1);
  });

  test("a file share without a team and without app_mention is a mention", async () => {
    const { db, hear } = await start();
    const file = {
      id: "F1",
      name: "secret-name.log",
      mode: "snippet",
      mimetype: "text/plain",
      filetype: "text",
      size: 10,
      url_private_download: "https://files.slack.com/files-pri/T0-F1/download/a.log",
    };
    await hear({ text: MENTION, subtype: "file_share", files: [file] }, { team_id: undefined });
    const [row] = await db.selectFrom("inbox").select(["team", "kind", "files"]).execute();
    expect(row).toMatchObject({ team: "T0", kind: "mention" });
    expect(JSON.parse(row!.files)).toEqual([
      {
        id: "F1",
        url: file.url_private_download,
        mode: "snippet",
        mimetype: "text/plain",
        filetype: "text",
        bytes: 10,
      },
    ]);
  });

  test("a forwarded message is part of what is asked; what a link unfurls to is not", async () => {
    const { db, hear } = await start();
    const element = { type: "text", text: "PoolError: a < b" };
    const rich = {
      type: "rich_text",
      elements: [{ type: "rich_text_preformatted", elements: [element] }],
    };
    await hear({
      text: "<@U0BOT> what is this?",
      attachments: [
        { is_share: true, text: "flattened", message_blocks: [{ message: { blocks: [rich] } }] },
        { from_url: "https://a.test/", text: "an unfurled page" },
      ],
    });
    expect(await rows(db)).toMatchObject([{ text: "what is this?\n\n```\nPoolError: a < b\n```" }]);
  });

  test("a broadcast reply with a mention belongs to its thread", async () => {
    const { db, hear } = await start();
    const root = { ts: "1.000100", text: "the pool" };
    await hear({ text: MENTION, subtype: "thread_broadcast", ts: "2.1", thread_ts: root.ts, root });
    const [row] = await db.selectFrom("inbox").select(["thread_ts", "ts"]).execute();
    expect(row).toEqual({ thread_ts: "1.000100", ts: "2.1" });
  });
});

test("a channel that is shared with others: silence and a log line, unless it is wanted", async () => {
  const shared = { is_ext_shared_channel: true };
  const quiet = await start();
  await quiet.hear({ text: MENTION }, shared);
  expect(await rows(quiet.db)).toEqual([]);
  expect(quiet.logged.join()).toContain("shared with others");
  expect(quiet.accepted()).toBe(0);
  await open!.remove();
  const wanted = await start({ manners: { ...NO_MANNERS, shared_channels: true } });
  await wanted.hear({ text: MENTION }, shared);
  expect(await rows(wanted.db)).toHaveLength(1);
});

test("a mention that is edited in is one where the bot is not to speak, too", async () => {
  const manners = { ...NO_MANNERS, channels: { C1: { mode: "quiet" as const } } };
  const { db, hear } = await start({ manners });
  await hear(edit(MENTION, "5.000000"));
  await hear({ ...edit(MENTION, "6.000000"), previous_message: { ts: "1.000100", text: "hm" } });
  expect(await rows(db)).toEqual([]);
});

test("a conversation of several is private like one of two", async () => {
  const { db, hear } = await start();
  await hear({ text: MENTION, channel: "G1", channel_type: "mpim" });
  expect(await db.selectFrom("inbox").select("visibility").execute()).toEqual([
    { visibility: "private" },
  ]);
});
