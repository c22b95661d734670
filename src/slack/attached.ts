// What a message carries beside its words: files, as ids and addresses. Their names are a stranger's
// words and stay out; what they hold is downloaded later, never before the acknowledgement.

import { z } from "zod";

export type Attached = {
  readonly id: string;
  /** Null where Slack has said nothing but the id: it has to be asked for the rest. */
  readonly url: string | null;
  /** `hosted`, `snippet`, `external`, `tombstone`, `hidden_by_limit` … */
  readonly mode: string;
  readonly mimetype: string;
  /** Slack's own name of the type: `text`, `python`, `png`. */
  readonly filetype: string;
  readonly bytes: number | null;
};

/** Files of one message that are looked at. */
export const FILES_MAX = 10;

const Text = z.string().max(2_000).catch("");
const File = z.looseObject({
  id: z.string().min(1).max(255),
  url_private_download: Text,
  url_private: Text,
  mode: Text,
  mimetype: Text,
  filetype: Text,
  size: z.int().min(0).nullable().catch(null),
});

/** `files` of a message event, of a message in a thread, or of files.info. */
export function toAttached(files: unknown): Attached[] {
  if (!Array.isArray(files)) return [];
  return files.slice(0, FILES_MAX).flatMap((raw) => {
    const file = File.safeParse(raw).data;
    if (!file) return [];
    const { id, mode, mimetype, filetype, size } = file;
    const url = file.url_private_download || file.url_private || null;
    return [{ id, url, mode, mimetype, filetype, bytes: size }];
  });
}
