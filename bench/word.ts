// What wording one answer costs: how many calls, and at most how many tokens. Counted as the budget
// counts (`mostTokens` of the model edge): a text has no more tokens than its bytes by three.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CompleteRequest, word } from "../src/answer/word.ts";
import { readConfig } from "../src/config.ts";
import { mostTokens } from "../src/llm/model.ts";
import { loadPrompts } from "../src/llm/prompts.ts";
import { loadExample } from "../src/load.ts";
import { answerTo } from "../src/proving.ts";
import { openServices } from "../src/services.ts";
import { row } from "./measure.ts";

const ROOT = resolve(import.meta.dirname, "..");
const CASES = resolve(ROOT, "../shared/eval/cases.jsonl");
const prompts = loadPrompts(ROOT);
const { services, close } = await openServices(readConfig({}, { data: "/nonexistent" }));

/** Calls and tokens of each report's answer. */
const costs: { calls: number; tokens: number }[] = [];
for (const text of reports()) {
  const answer = await answerTo(services, text);
  if (!answer) continue;
  const requests: CompleteRequest[] = [];
  const complete = async (request: CompleteRequest) => {
    requests.push(request);
    return { failed: "measured" };
  };
  await word({ complete, prompts }, answer, text);
  const tokens = requests.map(mostTokens).reduce((sum, it) => sum + it.input + it.output, 0);
  costs.push({ calls: requests.length, tokens });
}
await close();

const [reference] = costs;
row("reference answer, calls", String(reference?.calls), "goal 1");
row("reference answer, tokens at most", String(reference?.tokens), "goal <= 6000");
row(
  `${costs.length} answers, most calls`,
  String(Math.max(...costs.map((it) => it.calls))),
  "goal 1",
);
row(
  `${costs.length} answers, most tokens`,
  String(Math.max(...costs.map((it) => it.tokens))),
  "goal <= 6000",
);

/** The reference case first; then the graded cases where they are at hand. */
function reports(): string[] {
  const graded = existsSync(CASES) ? readFileSync(CASES, "utf8").split("\n").filter(Boolean) : [];
  return [
    loadExample(ROOT) ?? readFileSync(join(ROOT, "README.md"), "utf8"),
    ...graded.map((line) => (JSON.parse(line) as { text: string }).text),
  ];
}
