// Search libraries that the bench of the search is compared with, under one face. They search texts and
// do nothing else.

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
  readonly asksMax: number;
  readonly open: (rows: readonly IssueRow[]) => Promise<OpenPeer>;
};

export const PEERS: readonly Peer[] = [
  // At 20 k it held 181 MB and took seconds a query, 2026-11-22.
  { label: "MiniSearch", sizeMax: 20_000, asksMax: 15, open: openMiniSearch },
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
