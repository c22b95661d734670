// What the engine reads of a project's own words: documentation pages and releases.

import type { Selectable } from "kysely";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";

export type PageRows = {
  readonly docs: readonly Selectable<Tables["doc_pages"]>[];
  readonly releases: readonly Selectable<Tables["releases"]>[];
};

/** Every page that anybody may see. */
export async function publicPages(db: Database): Promise<PageRows> {
  const [docs, releases] = await Promise.all([
    db.selectFrom("doc_pages").selectAll().where("visibility", "=", "public").execute(),
    db.selectFrom("releases").selectAll().where("visibility", "=", "public").execute(),
  ]);
  return { docs, releases };
}
