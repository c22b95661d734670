// The words of a few issues, to be compared with one report. They stay inside the engine.

import { sql } from "kysely";
import type { Database } from "./open.ts";

export type IssueText = { readonly ref: string; readonly title: string; readonly body: string };

/** Public issues only; of a body its first `charsMax` characters. */
export async function issueTexts(
  db: Database,
  refs: readonly string[],
  charsMax: number,
): Promise<IssueText[]> {
  if (refs.length === 0) return [];
  return db
    .selectFrom("issues")
    .select(["ref", "title", sql<string>`substr(body, 1, ${charsMax})`.as("body")])
    .where("ref", "in", refs)
    .where("visibility", "=", "public")
    .execute();
}
