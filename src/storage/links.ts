// What hangs together with what: duplicates, pull requests that closed or fix an issue.

import type { Selectable } from "kysely";
import { slices } from "./issues.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./schema.ts";
import type { Speaker } from "./schema-mirror.ts";

export type LinkRow = Selectable<Tables["issue_links"]>;

/** GitHub's own word stands over a maintainer's, and that over a stranger's. */
const SPEAKERS: readonly Speaker[] = ["github", "maintainer", "stranger"];

/** Adds links, in the caller's transaction. One that is known stays when a weightier voice said it. */
export async function addLinks(db: Database, links: readonly LinkRow[]): Promise<void> {
  for (const some of slices(links, 100)) {
    await db
      .insertInto("issue_links")
      .values(some)
      .onConflict((conflict) => conflict.columns(["ref", "other", "kind"]).doNothing())
      .execute();
    const stronger = some.filter((link) => link.said_by !== SPEAKERS.at(-1));
    for (const link of stronger) {
      const weaker = SPEAKERS.slice(SPEAKERS.indexOf(link.said_by));
      await db
        .updateTable("issue_links")
        .set({ said_by: link.said_by, merged_at: link.merged_at, seen_at: link.seen_at })
        .where("ref", "=", link.ref)
        .where("other", "=", link.other)
        .where("kind", "=", link.kind)
        .where("said_by", "in", weaker)
        .execute();
    }
  }
}

/** Of an import: rows are there already. */
export async function saveLinks(db: Database, links: readonly LinkRow[]): Promise<void> {
  for (const some of slices(links)) {
    await db.transaction().execute((transaction) => addLinks(transaction, some));
  }
}

/** Links of issues that anybody may see, to nothing that is hidden. `refs`: only of these. */
export async function publicLinks(
  db: Database,
  refs: readonly string[] | null = null,
): Promise<LinkRow[]> {
  const all = () =>
    db
      .selectFrom("issue_links as links")
      .innerJoin("issues", "issues.ref", "links.ref")
      .leftJoin("issues as others", "others.ref", "links.other")
      .selectAll("links")
      .where("issues.visibility", "=", "public")
      .where((where) =>
        where.or([
          where("others.visibility", "is", null),
          where("others.visibility", "=", "public"),
        ]),
      )
      .orderBy("links.ref")
      .orderBy("links.other");
  if (!refs) return all().execute();
  const found: LinkRow[] = [];
  for (const some of slices(refs)) {
    found.push(...(await all().where("links.ref", "in", some).execute()));
  }
  return found;
}
