// `tracehound knowledge new COMPONENT/ID < report`: the files that a new entry begins with.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { readIncident, toRecognition } from "../incident/read.ts";
import { draftEntry } from "../knowledge/draft.ts";
import { FIXTURES_SUFFIX } from "../knowledge/knowledge.ts";
import { requireKnowledge } from "../load.ts";
import { toReport } from "../text/report.ts";
import { readAll, standardInput } from "./input.ts";
import { writeLine } from "./output.ts";

const NAME = /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/;

export async function newEntry(config: Config, name: string): Promise<number> {
  const { entries, rules } = requireKnowledge(config.root);
  const id = name.split("/")[1] ?? "";
  const path = join(config.root, "knowledge", name);
  refuse(name, path, entries.find((it) => it.id === id || it.aliases.includes(id))?.file ?? null);
  const { text } = await readAll(standardInput("a report"));
  if (text.trim() === "") {
    throw new SetupError("standard input was empty", {
      hint: `Give it the report: tracehound knowledge new ${name} < report.txt`,
    });
  }
  const recognition = toRecognition(rules, config.in_app);
  const incident = readIncident(recognition, await toReport(text));
  const today = new Date().toISOString().slice(0, 10);
  const { entry, reports } = draftEntry(id, incident, rules.facts, today);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.md`, entry, { flag: "wx" });
  writeFileSync(`${path}${FIXTURES_SUFFIX}`, reports, { flag: "wx" });
  await writeLine(
    `knowledge/${name}.md and ${id}${FIXTURES_SUFFIX} beside it: write what is marked TODO.`,
  );
  await writeLine("Then: tracehound knowledge lint && tracehound knowledge test");
  return 0;
}

function refuse(name: string, path: string, taken: string | null): void {
  if (!NAME.test(name)) {
    throw new SetupError(`${name.slice(0, 80)} is no name for an entry`, {
      hint: "It is COMPONENT/ID in small letters, digits and hyphens: database/pool-timeout.",
    });
  }
  const there = taken ?? (existsSync(`${path}.md`) ? `${name}.md` : null);
  if (there !== null) {
    throw new SetupError(`knowledge/${there} is that entry already`, {
      hint: "Choose another id, or add the report to the entry's reports.",
    });
  }
}
