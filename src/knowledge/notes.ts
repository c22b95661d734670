// What a maintainer should look at, without anything being wrong: reviews that are overdue, pages
// that no entry links to.

import type { Knowledge } from "./knowledge.ts";

/** Entries age with the releases they speak of; Prefect makes one about every week. */
const REVIEW_DAYS_MAX = 365;
const DAY_MS = 24 * 60 * 60 * 1000;

/** One sentence a note. `today` as YYYY-MM-DD. */
export function notesOn({ entries, references }: Knowledge, today: string): string[] {
  const overdue = entries
    .map(({ file, owner, reviewed }) => ({ file, owner, days: daysBetween(reviewed, today) }))
    .filter(({ days }) => days > REVIEW_DAYS_MAX)
    .map(({ file, owner, days }) => `${file}: last reviewed ${days} days ago; ask ${owner}`);
  const used = new Set(entries.flatMap((entry) => [...entry.references, ...sourcesOf(entry)]));
  const idle = [...references.keys()].filter((id) => !used.has(id));
  return [
    ...overdue,
    ...(idle.length > 0 ? [`references.yaml: no entry links to ${idle.join(", ")}`] : []),
  ];
}

function sourcesOf({ settings, sections }: Knowledge["entries"][number]): string[] {
  const text = JSON.stringify([settings.map((it) => it.source), sections]);
  return [...text.matchAll(/"ref:([^"]+)"/g)].map(([, id = ""]) => id);
}

function daysBetween(from: string, to: string): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
