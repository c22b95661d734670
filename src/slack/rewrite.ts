// Changes of what was posted: a message replaced by a newer one of the same key, or taken away. Made
// twice they are made once, so an unknown outcome needs no reading back.

import type { Outgoing } from "../storage/outbox.ts";
import type { Posted } from "../work/deliver.ts";
import type { Log } from "../work.ts";
import { attempt, LAYOUT, toMetadata } from "./attempt.ts";
import type { Client } from "./client.ts";
import type { SlackMessage } from "./render.ts";

/** Somebody deleted it: then nobody reads the old words either. */
const GONE = /^message_not_found$/;

type Writing = { readonly writer: Client; readonly log: Log };

export async function change(
  writing: Writing,
  row: Outgoing,
  { key, ts }: NonNullable<Outgoing["changes"]>,
): Promise<Posted> {
  if (ts === null) return { kind: "moot", why: "what it changes was never posted" };
  const changed =
    row.kind === "delete" ? await remove(writing, row, ts) : await replace(writing, row, key, ts);
  return changed.kind === "refused" && GONE.test(changed.why) ? { kind: "sent", ts } : changed;
}

function remove({ writer }: Writing, row: Outgoing, ts: string): Promise<Posted> {
  return attempt(row, async () => {
    await writer.chat.delete({ channel: row.channel, ts });
    return ts;
  });
}

async function replace(
  { writer, log }: Writing,
  row: Outgoing,
  key: string,
  ts: string,
): Promise<Posted> {
  const { text, blocks } = JSON.parse(row.payload) as SlackMessage;
  const write = (shown: SlackMessage["blocks"]) =>
    attempt(row, async () => {
      // `blocks` also where there are none: what is left out of an update stays.
      const place = { channel: row.channel, ts, metadata: toMetadata(key) };
      await writer.chat.update({ ...place, text, blocks: shown });
      return ts;
    });
  const written = await write(blocks);
  if (written.kind !== "refused" || !LAYOUT.test(written.why)) return written;
  log.error({ post: row.id, why: written.why }, "Slack refused the blocks; words alone");
  return write([]);
}
