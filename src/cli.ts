// The command line: which command, with which options. Each command is a file of `cli/`.

import { parseArgs } from "node:util";
import { readConfig } from "./config.ts";
import { SetupError } from "./errors.ts";

const HELP = `tracehound: reads a pasted error report and answers with proof

Usage
  tracehound ask       < report      the answer             [--json | --jsonl | --markdown] [--no-knowledge]
  tracehound explain   < report      the answer, and why    [--json | --jsonl]
  tracehound read      < report      what was understood    [--json | --jsonl]
  tracehound issues import FILE      GitHub issues (REST objects, one a line) into the mirror
  tracehound knowledge list          the entries            [--json]
  tracehound knowledge show ID       one entry
  tracehound knowledge lint          every problem of the files under knowledge/
  tracehound knowledge test          every report beside an entry, matched
  tracehound eval --cases FILE       graded cases: how often right, how often wrongly certain  [--json] [--no-knowledge]
  tracehound serve                   the playground on localhost (what npm start runs)

Options of every command
  --config FILE    config.yaml to use; knowledge/ lies beside it   (TRACEHOUND_CONFIG)
  --data DIR       where the database is; default ./data           (TRACEHOUND_DATA)
  --help           this text

Exit codes: 0 done, 1 a check failed or the set-up is wrong, 2 wrong use.
`;

const OPTIONS = {
  json: { type: "boolean", default: false },
  jsonl: { type: "boolean", default: false },
  markdown: { type: "boolean", default: false },
  "no-knowledge": { type: "boolean", default: false },
  cases: { type: "string" },
  config: { type: "string" },
  data: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

class UsageError extends Error {}

async function main(): Promise<number> {
  const { values, positionals } = parse();
  const [command = "", ...rest] = positionals;
  if (values.help || command === "" || command === "help") {
    process.stdout.write(HELP);
    return command === "" && !values.help ? 2 : 0;
  }
  const config = () => readConfig(process.env, values);
  const now = new Date().toISOString();
  switch (`${command} ${["issues", "knowledge"].includes(command) ? (rest[0] ?? "") : ""}`.trim()) {
    case "ask":
    case "explain": {
      const { ask } = await import("./cli/ask.ts");
      return ask(config(), { ...values, noKnowledge: values["no-knowledge"], explain: command === "explain" });
    }
    case "read": {
      const { read } = await import("./cli/read.ts");
      return read(config(), values);
    }
    case "issues import": {
      const { importIssues } = await import("./cli/issues.ts");
      return importIssues(config(), required(rest[1], "issues import needs a FILE"), now);
    }
    case "knowledge list":
    case "knowledge show":
    case "knowledge lint":
    case "knowledge test": {
      const knowledge = await import("./cli/knowledge.ts");
      if (rest[0] === "list") return knowledge.listEntries(config(), values.json);
      if (rest[0] === "show") {
        return knowledge.showEntry(config(), required(rest[1], "knowledge show needs an ID"));
      }
      return rest[0] === "lint" ? knowledge.lint(config()) : knowledge.test(config());
    }
    case "eval": {
      const { evaluate } = await import("./cli/eval.ts");
      const cases = required(values.cases, "eval needs --cases FILE");
      return evaluate(config(), { cases, json: values.json, noKnowledge: values["no-knowledge"] });
    }
    case "serve": {
      const { serve } = await import("./main.ts");
      const { stop } = await serve(config(), (line) => process.stdout.write(`${line}\n`));
      await stopSignal();
      await stop();
      return 0;
    }
    default:
      throw new UsageError(`unknown command "${positionals.join(" ").slice(0, 80)}"`);
  }
}

/** Settles at the first SIGINT or SIGTERM; a second one ends the process at once, as usual. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

function parse() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function required(value: string | undefined, message: string): string {
  if (!value) throw new UsageError(message);
  return value;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`tracehound: ${error.message}\nSee tracehound --help.\n`);
    process.exitCode = 2;
  } else if (error instanceof SetupError) {
    process.stderr.write(`${error.message}\n${error.hint}\n`);
    process.exitCode = 1;
  } else throw error;
}
