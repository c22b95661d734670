// What a message says: its own words and files, and those of what it forwards. Whoever shares a report
// and asks about it means the report.

import { z } from "zod";
import { type Attached, toAttached } from "./attached.ts";
import { type Said, toSaid } from "./text.ts";

/** Shared messages of one message that are looked at. */
const SHARES_MAX = 3;

/** Only what a person forwarded: what Slack unfurls of a link is not said by anybody here. */
const Share = z.looseObject({
  is_share: z.literal(true),
  text: z.string().catch(""),
  message_blocks: z
    .array(z.looseObject({ message: z.looseObject({ blocks: z.unknown() }).optional() }))
    .catch([]),
  files: z.unknown().optional(),
});

/** `text` is raw, escaped like Slack's. */
export type Words = Said & { readonly files: readonly Attached[] };

/** Fields of a message as Slack gives it. */
type Fields = { text: string; blocks?: unknown; files?: unknown; attachments?: unknown };

export function toWords({ text, blocks, files, attachments }: Fields, botUser: string): Words {
  const said = toSaid(text, blocks, botUser);
  const shared = toShared(attachments, botUser);
  return {
    ...said,
    text: [said.text, shared.text].filter(Boolean).join("\n\n"),
    files: [...toAttached(files), ...shared.files],
  };
}

function toShared(attachments: unknown, botUser: string): Omit<Words, "mentionsUs"> {
  if (!Array.isArray(attachments)) return { text: "", files: [] };
  const shares = attachments.slice(0, SHARES_MAX).flatMap((it) => Share.safeParse(it).data ?? []);
  const texts = shares.map(({ text, message_blocks }) => {
    const blocks = message_blocks.flatMap(({ message }) => message?.blocks ?? []);
    return toSaid(text, blocks, botUser).text;
  });
  return {
    text: texts.filter(Boolean).join("\n\n"),
    files: shares.flatMap(({ files }) => toAttached(files)),
  };
}
