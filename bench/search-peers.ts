// Search libraries that the bench of the search is compared with, under one face. They search texts and
// do nothing else.

import { create, insertMultiple, search, update } from "@orama/orama";
import MiniSearch from "minisearch";
import type { IssueRow } from "../src/storage/issues.ts";

export type OpenPeer = {
  readonly search: (text: string) => unknown;
  /** Replaces rows that it has. */
  readonly change: (rows: readonly IssueRow[]) => Promise<unknown>;
};

export type Peer = {
  readonly label: string;
  /** More issues are not tried: see each. */
  readonly sizeMax: number;
  /** Some seconds each, where the corpus is large and the machine busy. */
  readonly asksMax: number;
  readonly open: (rows: readonly IssueRow[]) => Promise<OpenPeer>;
};

const BATCH = 1_000; // documents that Orama takes between two pauses

export const PEERS: readonly Peer[] = [
  // At 20 k it held 181 MB and took seconds a query, 2026-11-22.
  { label: "MiniSearch", sizeMax: 20_000, asksMax: 8, open: openMiniSearch },
  { label: "Orama", sizeMax: 20_000, asksMax: 8, open: openOrama },
];

async function openMiniSearch(rows: readonly IssueRow[]): Promise<OpenPeer> {
  const peer = new MiniSearch<IssueRow>({ fields: ["title", "body"], idField: "ref" });
  await peer.addAllAsync([...rows]);
  return {
    search: (text) => peer.search(text),
    change: async (changed) => {
      for (const row of changed) peer.replace(row);
    },
  };
}

async function openOrama(rows: readonly IssueRow[]): Promise<OpenPeer> {
  const schema = { id: "string", title: "string", body: "string" } as const;
  const toDocument = ({ ref, title, body }: IssueRow) => ({ id: ref, title, body });
  const peer = create({ schema });
  await insertMultiple(peer, rows.map(toDocument), BATCH);
  return {
    search: (text) => search(peer, { term: text, properties: ["title", "body"] }),
    change: async (changed) => {
      for (const row of changed) await update(peer, row.ref, toDocument(row));
    },
  };
}
