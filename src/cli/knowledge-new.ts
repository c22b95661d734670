// `tracehound knowledge new COMPONENT/ID < report`: the files that a new entry begins with. With --thread the
// report is one that was answered in Slack, and the draft says what a maintainer corrected there.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Config } from "../config.ts";
import { newThread, readThread } from "../conversation/thread.ts";
import { SetupError } from "../errors.ts";
import { readIncident, toRecognition } from "../incident/read.ts";
import { type Corrected, draftEntry } from "../knowledge/draft.ts";
import { FIXTURES_SUFFIX } from "../knowledge/knowledge.ts";
import { requireKnowledge } from "../load.ts";
import { threadAt } from "../storage/attention.ts";
import { DATABASE_FILE, openReadOnly } from "../storage/open.ts";
import { toReport } from "../text/report.ts";
import { readAll, standardInput } from "./input.ts";
import { writeLine } from "./output.ts";

const THREAD = /^(?<channel>[A-Z0-9]{2,30}):(?<ts>\d{1,15}\.\d{1,9})$/;
const NOTHING = newThread();
const NAME = /^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/;

/** `thread`: "C0HELP:1772438460.000100"; null reads standard input. */
export async function newEntry(
  config: Config,
  name: string,
  thread: string | null,
): Promise<number> {
  const { entries, rules } = requireKnowledge(config.root);
  const id = name.split("/")[1] ?? "";
  const path = join(config.root, "knowledge", name);
  refuse(name, path, entries.find((it) => it.id === id || it.aliases.includes(id))?.file ?? null);
  const { text, corrected } = thread ? await readThreadAt(config, thread) : await readInput(name);
  const recognition = toRecognition(rules, config.in_app);
  const incident = readIncident(recognition, await toReport(text));
  const today = new Date().toISOString().slice(0, 10);
  const { entry, reports } = draftEntry(id, incident, rules.facts, today, corrected);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.md`, entry, { flag: "wx" });
  writeFileSync(`${path}${FIXTURES_SUFFIX}`, reports, { flag: "wx" });
  await writeLine(
    `knowledge/${name}.md and ${id}${FIXTURES_SUFFIX} beside it: write what is marked TODO.`,
  );
  await writeLine("Then: tracehound knowledge lint && tracehound knowledge test");
  return 0;
}

type Source = { readonly text: string; readonly corrected: Corrected | null };

async function readInput(name: string): Promise<Source> {
  const { text } = await readAll(standardInput("a report"));
  if (text.trim() !== "") return { text, corrected: null };
  throw new SetupError("standard input was empty", {
    hint: `Give it the report: tracehound knowledge new ${name} < report.txt`,
  });
}

/** The report that is stored is redacted; it is redacted once more, by what is known today. */
async function readThreadAt({ dataDir }: Config, thread: string): Promise<Source> {
  const { channel, ts } = THREAD.exec(thread)?.groups ?? {};
  const stored = channel && ts ? await lookUp(dataDir, { channel, ts }) : null;
  const { report, correction } = stored ? readThread(stored.state) : NOTHING;
  if (!stored || report === null) {
    throw new SetupError(`there is no thread ${thread.slice(0, 80)} with a report`, {
      hint: "`tracehound attention` names threads: --thread CHANNEL:TS, such as C0HELP:1772438460.000100.",
    });
  }
  if (stored.visibility === "private") {
    throw new SetupError(`${thread} is a private conversation: no entry is drafted out of it`, {
      hint: "Ask its people for a report that everybody may read, and give that on standard input.",
    });
  }
  return { text: report, corrected: correction };
}

async function lookUp(dataDir: string, place: { channel: string; ts: string }) {
  if (!existsSync(join(dataDir, DATABASE_FILE))) return null;
  const db = openReadOnly(dataDir);
  try {
    return await threadAt(db, place);
  } finally {
    await db.destroy();
  }
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
