// `tracehound search QUERY`: what the bot would find for these words, with why. Nothing is stored.

import type { Config } from "../config.ts";
import type { Services } from "../respond.ts";
import type { Hits, Scope } from "../search/retrieve.ts";
import { openServices } from "../services.ts";
import { toReport } from "../text/report.ts";
import { readAll, standardInput } from "./input.ts";
import { mapJsonl } from "./jsonl.ts";
import { terminalStyle, writeLine } from "./output.ts";
import { UsageError } from "./parse.ts";
import { toScreen } from "./screen.ts";
import { type Choice, KINDS, type Kind, toResults } from "./search-results.ts";
import { nothingText, resultsText, searchedLines } from "./search-text.ts";

const LIMIT = 5;
const LIMIT_MAX = 20; // as many issues as a search ranks

export type SearchOptions = {
  readonly format: "terminal" | "json" | "jsonl";
  /** "" reads standard input. */
  readonly query: string;
  readonly limit: string | null;
  /** Comma-separated, as typed. */
  readonly kinds: string | null;
  readonly exclude: string | null;
};

/** @throws UsageError */
export async function search(config: Config, options: SearchOptions): Promise<number> {
  const choice: Choice = { limit: toLimit(options.limit), kinds: toKinds(options.kinds) };
  const exclude = toList(options.exclude);
  const { services, close } = await openServices(config);
  const find = async (text: string, hidden: readonly string[]) => {
    const hits = await findHits(services, text, hidden, toScope(choice));
    return { hits, results: toResults(services.shelf, hits, choice) };
  };
  try {
    if (options.format === "jsonl") {
      await mapJsonl(async ({ id, text, exclude: hidden }) => {
        const { hits, results } = await find(text, [...exclude, ...(hidden ?? [])]);
        return { id, searched: hits.searched, results };
      });
      return 0;
    }
    const { hits, results } = await find(await queryOf(options.query), exclude);
    if (options.format === "json") {
      await writeLine(JSON.stringify({ searched: hits.searched, results }, null, 2));
      return 0;
    }
    const screen = toScreen(terminalStyle());
    if (results.length === 0) {
      await writeLine(nothingText(hits.searched, screen, choice.kinds.size > 0));
      return 0;
    }
    await writeLine(resultsText(results, screen));
    await writeLine(`\n${searchedLines(hits.searched, screen)}`);
    return 0;
  } finally {
    await close();
  }
}

/** A query is read as a report is: a pasted trace finds what the trace would. */
async function findHits(
  services: Services,
  text: string,
  exclude: readonly string[],
  scope: Scope,
): Promise<Hits> {
  const incident = await services.read(await toReport(text), "report", []);
  return services.search(incident, exclude, scope);
}

/** Entries are few and always searched. */
function toScope({ kinds }: Choice): Scope {
  return kinds.size === 0 ? {} : { kinds: [...kinds].filter((kind) => kind !== "entry") };
}

async function queryOf(typed: string): Promise<string> {
  if (typed !== "") return typed;
  const { text } = await readAll(standardInput("what to search for"));
  if (text.trim() === "")
    throw new UsageError("search needs QUERY, or a text on standard input", "search");
  return text;
}

function toLimit(typed: string | null): number {
  if (typed === null) return LIMIT;
  const limit = Number(typed);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new UsageError(`--limit is a number from 1 to ${LIMIT_MAX}`, "search");
}

function toKinds(typed: string | null): Set<Kind> {
  const kinds = toList(typed);
  const unknown = kinds.find((it) => !(KINDS as readonly string[]).includes(it));
  if (unknown !== undefined)
    throw new UsageError(`--kind is one of ${KINDS.join(", ")}, not "${unknown}"`, "search");
  return new Set(kinds as Kind[]);
}

function toList(typed: string | null): string[] {
  return (typed ?? "")
    .split(",")
    .map((it) => it.trim())
    .filter(Boolean);
}
