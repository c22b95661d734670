// Reads `prompts/`: one file a task, what it needs and gives back declared at its top. Every problem
// of every file is named at once.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import {
  PLACEHOLDER,
  type Prompt,
  type Prompts,
  TASK_INPUTS,
  type Task,
} from "../answer/word-prompt.ts";
import { SetupError } from "../errors.ts";

const FOLDER = "prompts";
const SHAPE =
  /^---\r?\n([\s\S]*?)\r?\n---\r?\n\s*## System\r?\n([\s\S]*?)\r?\n## User\r?\n([\s\S]*)$/;
const OUTPUT_TOKENS_MAX = 2_000; // of the 6,000 that a worded answer may cost

const FrontMatter = z.strictObject({
  task: z.string(),
  inputs: z.array(z.string()),
  /** JSON schema of what the model returns. */
  output: z.looseObject({ type: z.literal("object") }),
  max_output_tokens: z.number().int().positive().max(OUTPUT_TOKENS_MAX),
});

/**
 * Reads the prompt of every task from `prompts/` under `root`.
 * @throws SetupError naming every problem of every file.
 */
export function loadPrompts(root: string): Prompts {
  const folder = join(root, FOLDER);
  const [word, connect] = [loadPrompt(folder, "word"), loadPrompt(folder, "connect")];
  if ("problems" in word || "problems" in connect) {
    const problems = [word, connect].flatMap((it) => ("problems" in it ? it.problems : []));
    throw new SetupError(`${folder}:\n${problems.join("\n")}`, {
      hint: "Correct the files above, or leave OPENAI_API_KEY empty to run without a model.",
    });
  }
  return { word, connect };
}

function loadPrompt(folder: string, task: Task): PromptReading {
  const source = readText(join(folder, `${task}.md`));
  const reading = source === null ? { problems: ["cannot be read"] } : readPrompt(task, source);
  return "problems" in reading
    ? { problems: reading.problems.map((it) => `${task}.md: ${it}`) }
    : reading;
}

export type PromptReading = Prompt | { readonly problems: readonly string[] };

/** Reads one prompt file, given as text. */
export function readPrompt(task: Task, source: string): PromptReading {
  const [, front = "", system = "", user = ""] = SHAPE.exec(source) ?? [];
  if (!front) {
    return {
      problems: ['needs front matter between two lines "---", then "## System" and "## User"'],
    };
  }
  const yaml = parseDocument(front);
  if (yaml.errors.length > 0) {
    return { problems: yaml.errors.map((it) => `front matter: ${it.message.split("\n")[0]}`) };
  }
  const parsed = FrontMatter.safeParse(yaml.toJS());
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(
        (it) => `${it.path.join(".") || "front matter"}: ${it.message}`,
      ),
    };
  }
  const problems = [
    ...(parsed.data.task === task
      ? []
      : [`task: is "${parsed.data.task}", and the file is ${task}.md`]),
    ...inputProblems(task, parsed.data.inputs, system, user),
  ];
  if (problems.length > 0) return { problems };
  return {
    task,
    system: system.trim(),
    user: user.trim(),
    schema: parsed.data.output,
    maxOutputTokens: parsed.data.max_output_tokens,
  };
}

/** What is declared, what is used and what the program gives must be the same names. */
function inputProblems(
  task: Task,
  declared: readonly string[],
  system: string,
  user: string,
): string[] {
  const given: readonly string[] = TASK_INPUTS[task];
  const used = namesIn(user);
  const list = (what: string, names: readonly string[]) =>
    names.length > 0 ? [`${what}: ${names.join(", ")}`] : [];
  const without = (names: readonly string[], others: readonly string[]) =>
    [...new Set(names)].filter((name) => !others.includes(name));
  return [
    ...list("inputs that are given but not declared", without(given, declared)),
    ...list("inputs that are declared but not given", without(declared, given)),
    ...list("inputs that are declared but not used", without(declared, used)),
    ...list("inputs that are used but not declared", without(used, declared)),
    // What strangers wrote must not stand where instructions do.
    ...list('inputs under "## System", where none may be', namesIn(system)),
  ];
}

function namesIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null; // missing or unreadable: the problem names the file
  }
}
