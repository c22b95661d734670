// What the engine knows of conversations: the rows that the asker may hear of, to the one that solved
// the same problem.

import { toResolved } from "./conversation/resolved.ts";
import type { Incident } from "./incident/incident.ts";
import type { Recognition } from "./incident/read.ts";
import type { Hits } from "./search/retrieve.ts";
import { findSolved, type Solved } from "./search/threads.ts";
import type { Database } from "./storage/open.ts";
import { type Asker, resolvedThreads } from "./storage/resolved.ts";

/** Null where nothing was, or where nobody asks in a place. */
export async function solvedBefore(
  db: Database,
  recognition: Recognition,
  incident: Incident,
  { matches }: Hits,
  asker: Asker | undefined,
): Promise<Solved | null> {
  if (!asker || incident.traces.length + matches.length === 0) return null;
  const threads = (await resolvedThreads(db, asker))
    .map(toResolved)
    .filter((thread) => thread !== null);
  const holding = matches.find(({ outside }) => outside.length === 0);
  return findSolved(recognition, incident, holding?.entry.id ?? null, threads);
}
