// The words of a few issues, to be compared with one report. They stay inside the engine.

import type { Database } from "./open.ts";

export type IssueText = { readonly ref: string; readonly title: string; readonly body: string };

/** Public issues only. */
export async function issueTexts(db: Database, refs: readonly string[]): Promise<IssueText[]> {
  if (refs.length === 0) return [];
  return db
    .selectFrom("issues")
    .select(["ref", "title", "body"])
    .where("ref", "in", refs)
    .where("visibility", "=", "public")
    .execute();
}
