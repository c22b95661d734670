// A message that was forwarded: whoever shares a report and asks about it means the report.

import { z } from "zod";
import { type Attached, toAttached } from "./attached.ts";
import { toSaid } from "./text.ts";

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

export type Shared = {
  /** Raw, escaped like Slack's `text`; "" for nothing. */
  readonly text: string;
  readonly files: readonly Attached[];
};

/** `attachments` of a message. */
export function toShared(attachments: unknown, botUser: string): Shared {
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
