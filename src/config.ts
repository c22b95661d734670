// All settings, read once at start: behaviour from config.yaml, secrets and places from the
// environment. Nothing else touches `process.env`.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { SetupError } from "./errors.ts";

const ConfigFile = z.strictObject({
  product: z.strictObject({
    /** As answers call it. */
    name: z.string().min(1),
    /** The fact (of knowledge/facts.yaml) that holds its version. */
    fact: z.string().min(1),
  }),
  /** Path parts of frames that are the product's own code. */
  in_app: z.array(z.string().min(2)).default([]),
});

export type Config = z.infer<typeof ConfigFile> & {
  /** Folder of config.yaml: `knowledge/` and `prompts/` lie beside it. */
  readonly root: string;
  readonly file: string;
  readonly dataDir: string;
  readonly consolePort: number;
  readonly isSlackConfigured: boolean;
};

export type Overrides = { readonly config?: string | undefined; readonly data?: string | undefined };

const CONSOLE_PORT = 3000;
const PORT_MAX = 65_535;
const HERE = resolve(import.meta.dirname, "..");

/**
 * Reads every setting. Flags win over the environment, the environment over defaults.
 * @throws SetupError naming every problem, so that one restart fixes them all. Never echoes a secret.
 */
export function readConfig(env: NodeJS.ProcessEnv, flags: Overrides = {}): Config {
  const file = resolve(flags.config ?? env.TRACEHOUND_CONFIG ?? join(HERE, "config.yaml"));
  const problems: string[] = [];
  const yaml = readYaml(file, problems);
  const parsed = yaml === null ? null : ConfigFile.safeParse(yaml);
  for (const issue of parsed?.error?.issues ?? []) {
    problems.push(`${file}: ${issue.path.join(".") || "top level"}: ${issue.message}`);
  }
  const consolePort = readPort("CONSOLE_PORT", env.CONSOLE_PORT, CONSOLE_PORT, problems);
  if (env.DATABASE_URL) {
    problems.push("DATABASE_URL is set, but Postgres is not supported yet: leave it empty for SQLite");
  }
  const slack = ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"].map((name) => Boolean(env[name]));
  if (problems.length > 0 || !parsed?.success) {
    throw new SetupError(problems.join("\n"), {
      hint: "Correct the lines above; config.yaml and .env.example in the repository show every setting.",
    });
  }
  return {
    ...parsed.data,
    root: dirname(file),
    file,
    dataDir: resolve(flags.data ?? env.TRACEHOUND_DATA ?? "data"),
    consolePort,
    isSlackConfigured: slack.every(Boolean),
  };
}

function readYaml(file: string, problems: string[]): unknown {
  if (!existsSync(file)) {
    problems.push(`${file}: no such file; name another with --config or TRACEHOUND_CONFIG`);
    return null;
  }
  const document = parseDocument(readFileSync(file, "utf8"));
  for (const error of document.errors) problems.push(`${file}: ${error.message.split("\n")[0]}`);
  return document.errors.length > 0 ? null : document.toJS();
}

function readPort(name: string, value: string | undefined, fallback: number, problems: string[]): number {
  if (value === undefined || value === "") return fallback;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return port;
  problems.push(`${name} must be a port number from 0 to ${PORT_MAX}, not "${value.slice(0, 20)}"`);
  return fallback;
}
