// The command line: which command, with which options. Each command is a file of `cli/`.

import { commandHelp, overview } from "./cli/help.ts";
import { guardOutput, writeLine } from "./cli/output.ts";
import { type Parsed, parse, UsageError } from "./cli/parse.ts";
import { type Config, readConfig } from "./config.ts";
import { SetupError, UpstreamError } from "./errors.ts";

type Run = Extract<Parsed, { kind: "run" }>;

/** How long `serve` may take to stop; the supervisor's patience is longer. */
const STOP_MS_MAX = 1_800;
/** A second signal within this time is the same Ctrl+C, passed on by npm or bin. */
const SAME_SIGNAL_MS = 500;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function main(argv: readonly string[]): Promise<number> {
  const parsed = parse(argv);
  if (parsed.kind === "help") {
    await writeLine((parsed.command ? commandHelp(parsed.command) : overview()).trimEnd());
    return 0;
  }
  loadEnvironment();
  return run(parsed, readConfig(process.env, parsed));
}

async function run(parsed: Run, config: Config): Promise<number> {
  const { flags, argument } = parsed;
  const noKnowledge = flags.has("no-knowledge");
  switch (parsed.name) {
    case "ask":
    case "explain": {
      const { ask } = await import("./cli/ask.ts");
      return ask(config, {
        format: formatOf(flags),
        explain: parsed.name === "explain",
        noKnowledge,
      });
    }
    case "read": {
      const { read } = await import("./cli/read.ts");
      return read(config, {
        format: flags.has("jsonl") ? "jsonl" : flags.has("json") ? "json" : "terminal",
      });
    }
    case "search": {
      const { search } = await import("./cli/search.ts");
      const { kinds, limit, exclude } = parsed;
      const format = flags.has("jsonl") ? "jsonl" : flags.has("json") ? "json" : "terminal";
      return search(config, { format, query: argument, kinds, limit, exclude });
    }
    case "issues import": {
      const { importIssues } = await import("./cli/issues.ts");
      return importIssues(config, argument, new Date().toISOString());
    }
    case "knowledge list":
      return (await import("./cli/knowledge.ts")).listEntries(config, flags.has("json"));
    case "knowledge show":
      return (await import("./cli/knowledge.ts")).showEntry(config, argument);
    case "knowledge lint":
      return (await import("./cli/knowledge.ts")).lint(config);
    case "knowledge test":
      return (await import("./cli/knowledge.ts")).test(config);
    case "knowledge new":
      return (await import("./cli/knowledge-new.ts")).newEntry(config, argument, parsed.thread);
    case "knowledge stats":
      return (await import("./cli/knowledge.ts")).stats(config, flags.has("json"));
    case "knowledge diff": {
      const { diffKnowledge } = await import("./cli/knowledge-diff.ts");
      return diffKnowledge(config, argument, parsed.against ?? "");
    }
    case "knowledge schema":
      return (await import("./cli/knowledge-schema.ts")).writeSchemas(config);
    case "eval": {
      const { evaluate } = await import("./cli/eval.ts");
      return evaluate(config, { cases: parsed.cases ?? "", json: flags.has("json"), noKnowledge });
    }
    case "sync": {
      const { syncCommand } = await import("./cli/sync.ts");
      return syncCommand(config.github, config.dataDir, new Date().toISOString());
    }
    case "attention": {
      const { attention } = await import("./cli/attention.ts");
      return attention(config.dataDir, flags.has("json") ? "json" : "terminal");
    }
    case "serve":
      return serveUntilSignal(config);
  }
}

function formatOf(flags: Run["flags"]): "terminal" | "json" | "jsonl" | "markdown" {
  return (["json", "jsonl", "markdown"] as const).find((format) => flags.has(format)) ?? "terminal";
}

async function serveUntilSignal(config: Config): Promise<number> {
  const signal = stopSignal();
  const { serve } = await import("./main.ts");
  const starting = serve(config, (line) => process.stdout.write(`${line}\n`));
  const running = await Promise.race([starting, signal]);
  if (!running) process.exit(0); // still starting: nothing was accepted yet
  await signal;
  // Whatever still hangs then is cut off: what was accepted has been committed.
  setTimeout(() => process.exit(0), STOP_MS_MAX).unref();
  await running.stop();
  return 0;
}

/** Settles at the first signal. A later one ends the process at once. */
function stopSignal(): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  let first: number | null = null;
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (first !== null && performance.now() - first > SAME_SIGNAL_MS) process.exit(130);
      first ??= performance.now();
      resolve(null);
    });
  }
  return promise;
}

/** Takes `.env` of the working folder, when there is one. The environment wins over it. */
function loadEnvironment(): void {
  try {
    process.loadEnvFile(".env");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT") return;
    // For a folder Node complains of an argument that it was not given.
    throw new SetupError(`.env cannot be read${code.startsWith("ERR_") ? "" : ` (${code})`}`, {
      hint: "It is a text file like .env.example; correct it, or remove it.",
      cause: error,
    });
  }
}

/** Says what went wrong in a sentence or two. Returns the exit code. */
function fail(error: unknown): number {
  if (error instanceof UsageError) {
    const help = error.command ? `tracehound ${error.command} --help` : "tracehound --help";
    process.stderr.write(`tracehound: ${error.message}\nSee ${help}.\n`);
    return 2;
  }
  if (error instanceof UpstreamError) {
    process.stderr.write(`${error.message}\nTry again later; what was read so far is kept.\n`);
    return 1;
  }
  if (error instanceof SetupError) {
    process.stderr.write(`${error.message}\n${error.hint}\n`);
    return 1;
  }
  // Ours to repair: the place helps whoever does, the whole stack would bury the sentence.
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const place =
    stack
      ?.split("\n")
      .find((line) => line.includes("/src/"))
      ?.trim() ?? "";
  process.stderr.write(
    `tracehound: unexpected: ${message} ${place}\nPlease report this as a bug.\n`,
  );
  return 1;
}

guardOutput();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = fail(error);
}
