// All settings, read once at start: behaviour from config.yaml, secrets and places from the
// environment. Nothing else touches `process.env`. No value of the environment is ever printed.

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { didYouMean } from "./cli/nearest.ts";
import {
  checkEnvironment,
  type Environment,
  readPort,
  readReadBack,
  type Say,
} from "./config-checks.ts";
import { Delivery, toDelivery } from "./config-delivery.ts";
import { SetupError } from "./errors.ts";
import { GITHUB_API_URL, type GitHubSettings } from "./github/settings.ts";
import { TIMEOUT_MS, TOKENS_PER_DAY } from "./llm/defaults.ts";
import type { ModelSettings } from "./llm/model.ts";
import { Manners } from "./slack/manners.ts";
import type { SlackSettings } from "./slack/start.ts";

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

export type Config = Pick<z.infer<typeof ConfigFile>, "product" | "in_app"> & {
  /** Folder of config.yaml: `knowledge/` and `prompts/` lie beside it. */
  readonly root: string;
  readonly file: string;
  readonly dataDir: string;
  readonly consolePort: number;
  /** Null: no Slack; everything else works. */
  readonly slack: SlackSettings | null;
  readonly github: GitHubSettings;
  /** 0: only by command. */
  readonly syncMinutes: number;
  /** Null: every answer is the plain one. */
  readonly llm: ModelSettings | null;
  readonly logLevel: string;
};

export type Overrides = {
  readonly config?: string | undefined;
  readonly data?: string | undefined;
};

const CONSOLE_PORT = 3000;
const HERE = resolve(import.meta.dirname, "..");
/**
 * Reads every setting. Flags win over the environment, the environment over defaults.
 * @throws SetupError naming every problem, so that one restart fixes them all. Never echoes a secret.
 */
export function readConfig(env: Environment, flags: Overrides = {}): Config {
  const file = resolve(flags.config || env.TRACEHOUND_CONFIG || join(HERE, "config.yaml"));
  const problems: string[] = [];
  const say = (problem: string) => problems.push(problem);
  const behaviour = readBehaviour(file, say);
  const consolePort = readPort(env, "CONSOLE_PORT", CONSOLE_PORT, say);
  const port = readPort(env, "PORT", 0, say);
  checkEnvironment(env, say);
  const readBackMs = readReadBack(env, say);
  if (env.DATABASE_URL) {
    say("DATABASE_URL: Postgres is not supported yet; leave it empty, SQLite is used under --data");
  }
  if (env.OPENAI_API_KEY && !env.OPENAI_MODEL) {
    say("OPENAI_MODEL: a key is set, so name the model that words answers, or leave both empty");
  }
  if (problems.length > 0 || !behaviour) {
    throw new SetupError(problems.join("\n"), {
      hint: "Correct what is named above; .env.example and the config.yaml of the repository explain every setting.",
    });
  }
  return {
    product: behaviour.product,
    in_app: behaviour.in_app,
    root: dirname(file),
    file,
    dataDir: resolve(flags.data || env.TRACEHOUND_DATA || "data"),
    consolePort,
    slack: toSlack(env, behaviour, port, readBackMs),
    github: {
      token: env.GITHUB_TOKEN || null,
      apiUrl: env.GITHUB_API_URL || GITHUB_API_URL,
      repositories: behaviour.github.repositories,
      allowPrivate: behaviour.github.allow_private,
      inApp: behaviour.in_app,
    },
    syncMinutes: behaviour.github.sync_minutes,
    llm: toModel(env, behaviour.llm),
    logLevel: env.LOG_LEVEL || "info",
  };
}

function toSlack(
  env: Environment,
  behaviour: Pick<z.infer<typeof ConfigFile>, "slack" | "delivery">,
  port: number,
  readBackMs: readonly number[] | null,
): SlackSettings | null {
  if (!env.SLACK_BOT_TOKEN) return null;
  return {
    botToken: env.SLACK_BOT_TOKEN,
    appToken: env.SLACK_APP_TOKEN || null,
    signingSecret: env.SLACK_SIGNING_SECRET || null,
    apiUrl: env.SLACK_API_URL || null,
    port,
    readBackMs,
    manners: behaviour.slack,
    ...toDelivery(behaviour.delivery),
  };
}

function toModel(env: Environment, llm: z.infer<typeof ConfigFile>["llm"]): ModelSettings | null {
  if (!env.OPENAI_API_KEY) return null;
  const cost = llm.cost_per_day;
  return {
    apiKey: env.OPENAI_API_KEY,
    baseUrl: env.OPENAI_BASE_URL || null,
    model: env.OPENAI_MODEL ?? "",
    api: llm.api,
    timeoutMs: llm.timeout_ms,
    tokensPerDay: llm.tokens_per_day,
    costPerDay: cost && {
      limit: cost.limit,
      inputPerMillion: cost.input_per_million,
      outputPerMillion: cost.output_per_million,
    },
  };
}

function readBehaviour(file: string, say: Say): z.infer<typeof ConfigFile> | null {
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
