// Every table, as Kysely sees it. Plain columns only: the same schema serves Postgres later.

import type { Generated } from "kysely";
import type { DeliveryTables } from "./schema-delivery.ts";
import type { MirrorTables } from "./schema-mirror.ts";
import type { Visibility } from "./visibility.ts";

export type Tables = MirrorTables &
  DeliveryTables & {
    migrations: { name: string; applied_at: string };
    meta: { key: string; value: string };
    threads: {
      id: string;
      surface: string;
      visibility: Visibility;
      state: string;
      created_at: string;
      updated_at: string;
      /** When its problem was first said to be solved; null while it is not. */
      resolved_at: Generated<string | null>;
      /** When it was last read again, for what was never told of it. */
      revisited_at: Generated<string | null>;
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
      /** What was pressed, as JSON; null for what was typed. */
      act: string | null;
      /** Which of the surface's messages `text` holds words of, its own first; a JSON list. */
      sources: Generated<string>;
      created_at: string;
    };
  };
