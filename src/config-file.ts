// config.yaml: its keys and what they may be, and a sentence for each thing that is wrong in it.

import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { didYouMean } from "./cli/nearest.ts";
import type { Say } from "./config-checks.ts";
import { Delivery } from "./config-delivery.ts";
import { TIMEOUT_MS, TOKENS_PER_DAY } from "./llm/defaults.ts";
import { Manners } from "./slack/manners.ts";

const ConfigFile = z.strictObject({
  product: z.strictObject({
    /** As answers call it. */
    name: z.string().min(1),
    /** The fact (of knowledge/facts.yaml) that holds its version. */
    fact: z.string().min(1),
  }),
  /** Path parts of frames that are the product's own code. */
  in_app: z.array(z.string().min(2)).default([]),
  github: z
    .strictObject({
      /** Public repositories whose issues are mirrored, and a folder of documentation in each. */
      repositories: z
        .array(
          z.strictObject({
            name: z.string().regex(/^[A-Za-z0-9][\w-]*\/[\w.-]+$/, "must be owner/name"),
            docs: z
              .strictObject({ path: z.string().min(1), url: z.url().nullable().default(null) })
              .nullable()
              .default(null),
          }),
        )
        .default([]),
      allow_private: z.boolean().default(false),
      /** How often a server syncs by itself, where a token is set. 0: never. */
      sync_minutes: z
        .int()
        .min(0)
        .max(7 * 24 * 60)
        .default(60),
    })
    .prefault({}),
  /** Where and when the bot speaks in Slack, and who its maintainers are there. */
  slack: Manners.prefault({}),
  delivery: Delivery.prefault({}),
  llm: z
    .strictObject({
      api: z.enum(["responses", "chat"]).default("responses"),
      timeout_ms: z.int().min(500).max(TIMEOUT_MS).default(TIMEOUT_MS),
      tokens_per_day: z.int().min(0).default(TOKENS_PER_DAY),
      /** In the currency of the two prices. */
      cost_per_day: z
        .strictObject({
          limit: z.number().positive(),
          input_per_million: z.number().min(0),
          output_per_million: z.number().min(0),
        })
        .nullable()
        .default(null),
    })
    .prefault({}),
});

/** What maintainers change by pull request. */
export type Behaviour = z.infer<typeof ConfigFile>;

/** Null when it cannot be read; then `say` was told of each thing to correct. */
export function readBehaviour(file: string, say: Say): Behaviour | null {
  const yaml = readYaml(file, say);
  if (!yaml) return null;
  const parsed = ConfigFile.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  for (const problem of parsed.error.issues.flatMap(toProblems)) say(`${file}: ${problem}`);
  return null;
}

function readYaml(file: string, say: Say): { readonly value: unknown } | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    const what = code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`;
    say(`${file}: ${what}; name another config.yaml with --config or TRACEHOUND_CONFIG`);
    return null;
  }
  const document = parseDocument(text);
  for (const error of document.errors) {
    say(`${file}: ${(error.message.split("\n")[0] ?? "").replace(/:$/, "")}`);
  }
  if (document.errors.length > 0) return null;
  try {
    return { value: document.toJS() };
  } catch {
    say(`${file}: its aliases (*name) expand without end; write the values out`);
    return null;
  }
}

/** One sentence for each thing to correct: an unknown key, a missing one, a wrong type. */
function toProblems(issue: z.core.$ZodIssue): string[] {
  const at = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return [`${at || "the file"} ${toDemand(issue.message)}`];
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const name = [at, key].filter(Boolean).join(".");
    return `unknown key ${name}${didYouMean(key, known)} (known: ${known.join(", ")})`;
  });
}

/** The keys that the place of an unknown one has; none for a place deeper than these. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(ConfigFile.shape);
  const places: Record<string, object> = {
    product: ConfigFile.shape.product.shape,
    github: ConfigFile.shape.github.unwrap().shape,
    slack: Manners.shape,
    delivery: Delivery.shape,
    llm: ConfigFile.shape.llm.unwrap().shape,
  };
  return Object.keys((path.length === 1 && places[String(path[0])]) || {});
}

/** zod's sentence as a demand: what has to be there instead. */
function toDemand(message: string): string {
  const [, expected, received] = /expected (\w+), received (\w+)/.exec(message) ?? [];
  if (!expected) return `is refused: ${message}`;
  return received === "undefined"
    ? `is missing (${expected})`
    : `must be ${expected}, not ${received}`;
}
