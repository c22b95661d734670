// Every table, as Kysely sees it. Plain columns only: the same schema serves Postgres later.

import type { Generated } from "kysely";

/** Who may see a row's text. A source is never used where the audience is wider. */
export type Visibility = "public" | "channel" | "private";

export type Tables = {
  migrations: { name: string; applied_at: string };
  meta: { key: string; value: string };
  issues: {
    /** `owner/repo#number`, lower case: the key, because GitHub names ignore case. */
    ref: string;
    repository: string;
    number: number;
    title: string;
    body: string;
    comments: string;
    state: string;
    is_pull: number;
    labels: string;
    url: string;
    created_at: string | null;
    updated_at: string | null;
    /** When the state was last seen: an import's or a sync's time. */
    checked_at: string;
    visibility: Visibility;
  };
  threads: {
    id: string;
    surface: string;
    visibility: Visibility;
    state: string;
    created_at: string;
    updated_at: string;
  };
  messages: {
    id: Generated<number>;
    thread_id: string;
    author: string;
    /** Decoded and redacted; there is no other text here. */
    text: string;
    /** What was redacted and could not be read, as JSON. */
    notes: string;
    /** The reply that the message got, as JSON; null for none. */
    reply: string | null;
    created_at: string;
  };
};
