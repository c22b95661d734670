// `tracehound eval --cases FILE`: how often the bot is right, and how often wrongly certain.

import { createReadStream, existsSync } from "node:fs";
import { z } from "zod";
import { toMarkdown } from "../answer/markdown.ts";
import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { answerTo, type Case, type Figures, grade, type Graded } from "../proving.ts";
import { openServices } from "../services.ts";
import { readLines } from "./input.ts";
import { progress } from "./progress.ts";

const CaseShape = z.looseObject({
  id: z.string(),
  text: z.string(),
  exclude: z.array(z.string()).default([]),
  expect: z.looseObject({
    families: z.array(z.string()).default([]),
    issues: z.array(z.string()).default([]),
    answerable: z.boolean(),
    settings: z.array(z.string()).default([]),
  }),
  hard_negative_of_family: z.string().nullish(),
});

export async function evaluate(
  config: Config,
  options: { cases: string; json: boolean; noKnowledge: boolean },
): Promise<number> {
  const cases = await readCases(options.cases);
  const { services, knowledge, close } = await openServices(config, options);
  const show = progress(`of ${cases.length} cases`);
  const graded: Graded[] = [];
  for (const it of cases) {
    const answer = await answerTo(services, it.text, it.exclude);
    graded.push({ case: it, answer, markdown: answer ? toMarkdown(answer, null) : "" });
    show.update(graded.length);
  }
  show.end();
  await close();
  const figures = grade(graded, knowledge);
  process.stdout.write(options.json ? `${JSON.stringify(figures)}\n` : table(figures));
  return 0;
}

async function readCases(file: string): Promise<Case[]> {
  if (!existsSync(file)) {
    throw new SetupError(`${file}: no such file`, { hint: "Name a JSON Lines file of graded cases with --cases." });
  }
  const cases: Case[] = [];
  for await (const { number, text } of readLines(createReadStream(file))) {
    if (text?.trim() === "") continue;
    cases.push(toCase(file, number, text));
  }
  return cases;
}

function toCase(file: string, number: number, text: string | null): Case {
  try {
    return CaseShape.parse(JSON.parse(text ?? ""));
  } catch (error) {
    const what = error instanceof z.ZodError ? (error.issues[0]?.message ?? "") : "not JSON";
    throw new SetupError(`${file}: line ${number}: ${what}`, {
      hint: "A case is {id, text, exclude, expect: {families, issues, answerable, settings}}.",
      cause: error,
    });
  }
}

function table(figures: Figures): string {
  const { recall, ...rest } = figures;
  const rows = [...Object.entries(rest), ...Object.entries(recall).map(([at, value]) => [`recall@${at}`, value] as const)];
  return rows.map(([name, value]) => `${name.padEnd(20)} ${format(value)}\n`).join("");
}

function format(value: number | null): string {
  if (value === null) return "-";
  return Number.isInteger(value) && value > 1 ? String(value) : value.toFixed(3);
}
