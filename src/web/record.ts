// What the playground writes into the JSON columns of a thread, and how it reads that back. Rows of
// an older or newer program are shown without their reply, never as an error.

import type { Reply } from "../conversation/reply.ts";
import type { StoredMessage } from "../storage/threads.ts";
import type { Report } from "../text/report.ts";
import type { Seen } from "./seen.ts";

/** Raised when `Reply` or `Seen` changes so that this page could not render an older row. */
const VERSION = 1;

export type Replied = {
  readonly reply: Reply;
  readonly seen: Seen | null;
  readonly elapsedMs: number;
};

/** A stored message as the page shows it; `replied` is null when it cannot be shown any more. */
export type Turn = {
  readonly text: string;
  readonly notes: Pick<Report, "redactions" | "problems">;
  readonly replied: Replied | null;
  readonly createdAt: string;
};

export function writeNotes({ redactions, problems }: Report): string {
  return JSON.stringify({ redactions, problems });
}

export function writeReplied(replied: Replied): string {
  return JSON.stringify({ version: VERSION, ...replied });
}

export function readTurn({ text, notes, reply, createdAt }: StoredMessage): Turn {
  const stored = reply === null ? null : (parse(reply) as (Replied & { version: number }) | null);
  return {
    text,
    notes: (parse(notes) as Turn["notes"] | null) ?? { redactions: [], problems: [] },
    replied: stored?.version === VERSION ? stored : null,
    createdAt,
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // a damaged column: the rest of the page is still worth showing
  }
}
