// What to look at, for a person in front of a terminal.

import { forTerminal, wrap } from "../text/wrap.ts";
import type { Item } from "./attention.ts";
import type { Screen } from "./screen.ts";

export const NOTHING =
  "Nothing waits for a person: no flag, no correction, nothing late or parked.";

const INDENT = "  ";
const SAID_CHARS_MAX = 300;
const WAYS = {
  problem: "another problem",
  fix: "the fix did not help",
  fact: "a fact is wrong",
};

export function attentionText(items: readonly Item[], { bold, dim, width }: Screen): string {
  const rows = items.map((it) => {
    const where = it.channel ? `${it.channel}, thread ${it.thread}` : "playground";
    return [
      bold(wrap(forTerminal(headOf(it)), width)),
      ...bodyOf(it).map((line) => wrap(forTerminal(line), width, INDENT)),
      dim(`${INDENT}${it.at.slice(0, 16).replace("T", " ")}  ${forTerminal(where)}`),
    ].join("\n");
  });
  return rows.join("\n\n");
}

function headOf(it: Item): string {
  switch (it.kind) {
    case "wrong":
      return `Called wrong (${WAYS[it.way]}): ${it.entry ?? "no entry"}`;
    case "correction":
      return `Corrected by a maintainer: ${it.entry ?? "no entry"}`;
    case "late":
      return `Found too late to be answered: ${it.why}`;
    case "failed":
      return "Could not be answered: it failed every time";
    case "parked":
      return `Parked: a ${it.post} is not known to have arrived`;
  }
}

function bodyOf(it: Item): string[] {
  if (it.kind === "parked") return it.why ? [it.why] : [];
  if (it.kind !== "correction") return [];
  if (it.said === null) return ["(said in private)"];
  const words = it.said.replace(/\s+/g, " ").trim();
  const said = words.length > SAID_CHARS_MAX ? `${words.slice(0, SAID_CHARS_MAX)}…` : words;
  const draft = `tracehound knowledge new COMPONENT/ID --thread ${it.channel}:${it.thread}`;
  return it.channel ? [said, `Draft an entry: ${draft}`] : [said];
}
