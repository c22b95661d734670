// The stable JSON of a reply (the contract of `tracehound ask`): other tools read it, so keys are
// only ever added.

import type { Answer } from "../answer/answer.ts";
import {
  blocksMarkdown,
  footerMarkdown,
  headerMarkdown,
  sectionMarkdown,
  sourceMap,
  toMarkdown,
} from "../answer/markdown.ts";
import type { Reply } from "./reply.ts";

/** The Markdown of whatever is posted; "" for silence. */
export function replyMarkdown(reply: Reply, elapsedMs: number | null): string {
  switch (reply.kind) {
    case "answer":
      return toMarkdown(reply.answer, elapsedMs);
    case "delta":
    case "handover": {
      const sources = sourceMap(reply.answer);
      return [
        blocksMarkdown(reply.lead, sources),
        ...reply.answer.sections.map((section) => sectionMarkdown(section, sources)),
        `${headerMarkdown(reply.answer)}\n\n${footerMarkdown(reply.answer, elapsedMs)}`,
      ].join("\n\n");
    }
    case "acknowledge":
      return blocksMarkdown(reply.blocks, new Map());
    case "silent":
      return "";
  }
}

export function replyJson(
  id: string | null,
  reply: Reply,
  elapsedMs: number,
): Record<string, unknown> {
  const markdown = replyMarkdown(reply, elapsedMs);
  const answer = "answer" in reply ? answerJson(reply.answer, markdown) : null;
  const said = reply.kind === "acknowledge" ? { markdown } : {};
  const why = reply.kind === "silent" ? { why: reply.why } : {};
  return { id, reply: reply.kind, answer, ...said, ...why, elapsed_ms: Math.round(elapsedMs) };
}

function answerJson(answer: Answer, markdown: string): Record<string, unknown> {
  const sources = sourceMap(answer);
  return {
    level: answer.level,
    entry: answer.entry,
    lead: answer.lead,
    header: answer.header,
    sections: Object.fromEntries(
      answer.sections.map((section) => [section.id, blocksMarkdown(section.blocks, sources)]),
    ),
    settings: answer.settings,
    fixed_in: answer.fixedIn,
    reports: answer.reports,
    candidates: answer.candidates,
    questions: answer.questions,
    sources: answer.sources,
    footer: {
      curated_by: answer.footer.curatedBy,
      checked_against: answer.footer.checkedAgainst,
      reviewed: answer.footer.reviewed,
      mode: answer.footer.mode,
    },
    markdown,
  };
}
