// `tracehound eval --cases FILE`: how often the bot is right, and how often wrongly certain.

import { createReadStream } from "node:fs";
import { z } from "zod";
import { toMarkdown } from "../answer/markdown.ts";
import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { type Case, type Graded, grade, isReported, toCovers } from "../proving/grade.ts";
import { reliability } from "../proving/reliability.ts";
import { answerTo } from "../proving.ts";
import { openServices } from "../services.ts";
import { comparePeers } from "./eval-peers.ts";
import { evalJson, evalTable } from "./eval-table.ts";
import { readLines } from "./input.ts";
import { writeLine } from "./output.ts";
import { progress } from "./progress.ts";

const CaseShape = z.object({
  id: z.string(),
  text: z.string(),
  exclude: z.array(z.string()).default([]),
  expect: z.object({
    families: z.array(z.string()).default([]),
    issues: z.array(z.string()).default([]),
    answerable: z.boolean(),
    settings: z.array(z.string()).default([]),
  }),
  hard_negative_of_family: z.string().nullish(),
});

export type EvalOptions = {
  readonly cases: string;
  readonly json: boolean;
  readonly noKnowledge: boolean;
};

export async function evaluate(config: Config, options: EvalOptions): Promise<number> {
  const cases = await readCases(options.cases);
  const { services, knowledge, close } = await openServices(config, options);
  try {
    const show = progress(`of ${cases.length} cases`);
    const graded: Graded[] = [];
    for (const it of cases) {
      const answer = await answerTo(services, it.text, it.exclude);
      graded.push({ case: it, answer, markdown: answer ? toMarkdown(answer, null) : "" });
      show.update(graded.length);
    }
    show.end();
    const results = {
      figures: grade(graded, knowledge),
      reported: cases.filter(isReported).length,
      reliability: reliability(graded, toCovers(knowledge), !options.noKnowledge),
      peers: await comparePeers(cases, config.dataDir),
    };
    await writeLine(options.json ? evalJson(results) : evalTable(results));
    return 0;
  } finally {
    await close();
  }
}

async function readCases(file: string): Promise<Case[]> {
  const cases: Case[] = [];
  for await (const { number, text } of readLines(createReadStream(file), file)) {
    if (text?.trim() === "") continue;
    cases.push(toCase(file, number, text));
  }
  if (cases.length > 0) return cases;
  throw new SetupError(`${file} holds no case`, { hint: CASE_HINT });
}

const CASE_HINT =
  "A case is one line: {id, text, exclude, expect: {families, issues, answerable, settings}}.";

function toCase(file: string, number: number, text: string | null): Case {
  const parsed = CaseShape.safeParse(toJson(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (it) => `${it.path.join(".") || "the line"}: ${it.message}`,
  );
  throw new SetupError(`${file}: line ${number}: ${problems.join("; ")}`, { hint: CASE_HINT });
}

function toJson(text: string | null): unknown {
  try {
    return JSON.parse(text?.trim() ?? "");
  } catch {
    return undefined; // refused by the shape, with the line's number
  }
}
