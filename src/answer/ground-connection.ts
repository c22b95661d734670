// One sentence on why an issue may relate to a report, against what both sides name. An issue's text
// is a stranger's: a word of it counts only where the report has the same word.

import type { Answer, ShownReport } from "./answer.ts";
import { plainCharacters, stem, type Token, tokensOf } from "./ground-tokens.ts";
import { ADDABLE_STEMS, CLAIM_STEMS, HEDGE_STEMS, NEGATION_STEMS } from "./ground-vocabulary.ts";
import { areCarried } from "./ground-wording.ts";

const SENTENCE_CHARS_MAX = 240;
const SENTENCE_END = /[.!?](?=\s)/;

/** The sentence, or null when it claims something or says what the two sides do not share. */
export function groundConnection(
  plain: Answer,
  report: ShownReport,
  sentence: string,
): string | null {
  const said = plainCharacters(sentence)?.trim();
  if (!said || said.length > SENTENCE_CHARS_MAX || SENTENCE_END.test(said)) return null;
  const tokens = tokensOf(said);
  const stems = tokens.flatMap((it) => (it.kind === "word" ? it.stems : [stem(it.text)]));
  const isHedged = stems.some((it) => HEDGE_STEMS.has(it));
  const isClaim = stems.some((it) => CLAIM_STEMS.has(it) || NEGATION_STEMS.has(it));
  const isAboutThis = stems.some((it) => !ADDABLE_STEMS.has(it));
  if (!isHedged || isClaim || !isAboutThis) return null;
  return areCarried(tokens, sharedTokens(plain, report)) ? said : null;
}

/** Tokens of the title that the report's error has too, and what search found on both sides. */
function sharedTokens(plain: Answer, report: ShownReport): Token[] {
  const asked = tokensOf([plain.header.error ?? "", decisiveLine(plain)].join(" "));
  const texts = new Set(asked.map((it) => it.text.toLowerCase()));
  const stems = new Set(asked.flatMap((it) => (it.kind === "word" ? it.stems : [])));
  const isShared = (token: Token) =>
    texts.has(token.text.toLowerCase()) ||
    (token.kind === "word" && token.stems.every((it) => stems.has(it)));
  return [...tokensOf(report.title).filter(isShared), ...tokensOf(report.why)];
}

/** The line of the report that the answer quotes. */
function decisiveLine(plain: Answer): string {
  const section = plain.sections.find(({ id }) => id === "what_happened");
  const block = section?.blocks.find((it) => it.kind === "code");
  return block?.kind === "code" ? block.text : "";
}
