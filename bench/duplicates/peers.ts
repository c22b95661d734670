// Engines that search the same reports in the same run: what one gets without any work.

import Sqlite from "better-sqlite3";
import MiniSearch from "minisearch";
import type { BugReport } from "./reports.ts";

/** Positions of the best ten reports below `before`, best first. */
export type Engine = (text: string, before: number) => number[];

const MOST = 10;

/** Title and body in two columns, every word of the query, OR. */
export function fts5(reports: readonly BugReport[]): Engine {
  const db = new Sqlite(":memory:");
  db.exec("create virtual table reports using fts5(title, body)");
  const insert = db.prepare("insert into reports(rowid, title, body) values (?, ?, ?)");
  db.transaction(() => {
    for (const [at, { title, body }] of reports.entries()) insert.run(at, title, body);
  })();
  const search = db
    .prepare("select rowid from reports where reports match ? and rowid < ? order by rank limit ?")
    .pluck();
  return (text, before) => {
    const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
    if (words.size === 0) return [];
    const query = [...words].map((word) => `"${word}"`).join(" OR ");
    return search.all(query, before, MOST) as number[];
  };
}

export function miniSearch(reports: readonly BugReport[]): Engine {
  const engine = new MiniSearch({ fields: ["title", "body"], idField: "at" });
  engine.addAll(reports.map(({ title, body }, at) => ({ at, title, body })));
  return (text, before) =>
    engine
      .search(text, { filter: ({ id }) => id < before })
      .slice(0, MOST)
      .map(({ id }) => id as number);
}
