// Two search engines without any work of ours, over the same texts: what a figure is compared with.

import SQLite from "better-sqlite3";

/** A text that is searched. */
export type PeerText = { readonly title: string; readonly body: string };

/** Positions of the best, best first, of those that are wanted. */
export type Peer = (
  query: string,
  most: number,
  isWanted: (position: number) => boolean,
) => number[];

/** Title and body in two columns; the query is every word of it, quoted, OR. */
export function fts5(texts: readonly PeerText[]): Peer {
  const db = new SQLite(":memory:");
  db.exec("create virtual table texts using fts5(title, body)");
  const insert = db.prepare("insert into texts(rowid, title, body) values (?, ?, ?)");
  db.transaction(() => {
    for (const [at, { title, body }] of texts.entries()) insert.run(at, title, body);
  })();
  const search = db.prepare("select rowid from texts where texts match ? order by rank").pluck();
  return (text, most, isWanted) => {
    const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
    if (words.size === 0) return [];
    const found: number[] = [];
    for (const at of search.iterate([...words].map((word) => `"${word}"`).join(" OR "))) {
      if (isWanted(at as number)) found.push(at as number);
      if (found.length === most) break;
    }
    return found;
  };
}

/** With its defaults. Null where it is not installed: it comes with the development packages only. */
export async function miniSearch(texts: readonly PeerText[]): Promise<Peer | null> {
  const loaded = await import("minisearch").catch(() => null);
  if (!loaded) return null;
  const engine = new loaded.default({ fields: ["title", "body"], idField: "at" });
  engine.addAll(texts.map(({ title, body }, at) => ({ at, title, body })));
  return (text, most, isWanted) =>
    engine
      .search(text, { filter: ({ id }) => isWanted(id as number) })
      .slice(0, most)
      .map(({ id }) => id as number);
}
