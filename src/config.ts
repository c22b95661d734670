// All settings, read once at start: behaviour from config.yaml, secrets and places from the
// environment. Nothing else touches `process.env`. No value of the environment is ever printed.

import { dirname, join, resolve } from "node:path";
import { checkEnvironment, type Environment, readPort, readReadBack } from "./config-checks.ts";
import { toDelivery } from "./config-delivery.ts";
import { type Behaviour, readBehaviour } from "./config-file.ts";
import { SetupError } from "./errors.ts";
import { GITHUB_API_URL, type GitHubSettings } from "./github/settings.ts";
import type { ModelSettings } from "./llm/model.ts";
import type { SlackSettings } from "./slack/start.ts";

export type Config = Pick<Behaviour, "product" | "in_app"> & {
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
  behaviour: Pick<Behaviour, "slack" | "delivery">,
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

function toModel(env: Environment, llm: Behaviour["llm"]): ModelSettings | null {
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
