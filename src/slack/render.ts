// A reply as Slack messages: at most two, each within Slack's limits and complete without its blocks.

import type { types } from "@slack/bolt";
import type { Answer, Section } from "../answer/answer.ts";
import { sourceMap } from "../answer/markdown.ts";
import { toMessages } from "../answer/messages.ts";
import { NEED_A_HUMAN } from "../conversation/handover.ts";
import type { Reply } from "../conversation/reply.ts";
import { type Block, paragraph, text } from "../text/nodes.ts";
import type { Problem } from "../text/report.ts";
import { callOf } from "./call.ts";
import { fitBlocks } from "./fit.ts";
import { CONTEXT_CHARS_MAX, clip, HEADER_CHARS_MAX } from "./limits.ts";
import { inert, plain, type Sources, section, toRich } from "./nodes.ts";
import { blocksPlain, toFallback, wordsPlain } from "./plain.ts";
import { offerBlocks, questionBlocks, voteBlock, words } from "./questions.ts";

export type SlackMessage = { readonly text: string; readonly blocks: types.KnownBlock[] };

export type Beside = {
  /** Why these stand in the place of earlier messages. */
  readonly note?: string | undefined;
  /** What could not be read. */
  readonly problems?: readonly Problem[] | undefined;
  /** Who may be called: the only people that a message of ours ever names. */
  readonly maintainers?: readonly string[];
};

const PROBLEMS_MAX = 4;

export function toSlackMessages(
  reply: Reply,
  elapsedMs: number,
  beside: Beside = {},
): SlackMessage[] {
  switch (reply.kind) {
    case "silent":
      return [];
    case "acknowledge": {
      const said = [...reply.blocks, ...unreadBlocks(beside)];
      const offers = offerBlocks(offersOf(reply, beside));
      const blocks = fitBlocks([], [rich(said, new Map())], offers);
      return [{ text: toFallback([blocksPlain(said, new Map())]), blocks }];
    }
    default:
      return answerMessages(reply, elapsedMs, beside);
  }
}

type Told = Exclude<Reply, { kind: "silent" | "acknowledge" }>;

/** A delta and a handover begin with what changed; a first answer has a header instead. */
function answerMessages(reply: Told, elapsedMs: number, beside: Beside): SlackMessage[] {
  const { answer } = reply;
  const lead = reply.kind === "answer" ? [] : reply.lead;
  const sources = sourceMap(answer);
  const measure = (it: Section) => blocksPlain(it.blocks, sources).length + it.title.length;
  const parts = toMessages(answer, measure);
  const call = reply.isCall ? callOf(beside.maintainers ?? []) : null;
  return parts.map(({ sections }, at) => {
    const isFirst = at === 0;
    const isLast = at === parts.length - 1;
    const level = [levelText(answer), beside.note].filter(Boolean).join(" · ");
    const unread = unreadBlocks(beside);
    const head = isFirst
      ? [
          ...headBlocks(answer, lead, level, sources),
          ...(unread.length > 0 ? [rich(unread, sources)] : []),
          ...(call?.blocks ?? []),
        ]
      : [];
    const body = sections.map((it) => sectionBlock(it, sources));
    const tail = [
      ...(isFirst ? questionBlocks(answer.questions) : []),
      ...(isFirst ? [context(footerText(answer, elapsedMs))] : []),
      ...(isLast ? [...offerBlocks(offersOf(reply, beside)), voteBlock()] : []),
    ];
    const said = sections.map(
      (it) => `${wordsPlain(it.title)}\n${blocksPlain(it.blocks, sources)}`,
    );
    const first = lead.length > 0 ? blocksPlain(lead, sources) : wordsPlain(titleText(answer));
    const top = [first, call?.text ?? "", wordsPlain(level), blocksPlain(unread, sources)];
    const fallback = toFallback([...(isFirst ? top : []), ...said]);
    return { text: fallback, blocks: fitBlocks(head, body, tail) };
  });
}

/** A human is offered where there is one to call, and below each first answer. */
function offersOf(reply: Told | Extract<Reply, { kind: "acknowledge" }>, beside: Beside) {
  const offers = reply.offers ?? (reply.kind === "answer" ? [NEED_A_HUMAN] : []);
  const canCall = (beside.maintainers ?? []).length > 0;
  return offers.filter(({ act }) => act.kind !== "human" || canCall);
}

/** Beside an answer that is not about all of it. */
function unreadBlocks({ problems = [] }: Beside): Block[] {
  return problems.slice(0, PROBLEMS_MAX).map(({ message }) => paragraph(text(message)));
}

function headBlocks(
  answer: Answer,
  lead: readonly Block[],
  level: string,
  sources: Sources,
): types.KnownBlock[] {
  if (lead.length > 0) return [rich(lead, sources), context(level)];
  const title = clip(inert(titleText(answer)), HEADER_CHARS_MAX);
  return [{ type: "header", text: words(title) }, context(level)];
}

/** One line: Slack's header breaks none. */
function titleText({ header, level }: Answer): string {
  const parts = [header.error, header.title].filter(Boolean).join(" · ");
  const fallback = level === "new" ? `${header.product}: tell me more` : header.product;
  return (parts || fallback).replace(/\s+/g, " ").trim() || fallback;
}

function levelText({ header, level }: Answer): string {
  return `${level} · ${header.version ?? `${header.product} version unknown`}`;
}

function footerText({ footer }: Answer, elapsedMs: number): string {
  const parts = [
    footer.curatedBy && `curated by ${footer.curatedBy}`,
    footer.checkedAgainst && `checked against ${footer.checkedAgainst} on ${footer.reviewed}`,
    footer.mode,
    `${Math.round(elapsedMs)} ms`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function context(text: string): types.ContextBlock {
  return { type: "context", elements: [words(clip(inert(text), CONTEXT_CHARS_MAX))] };
}

function sectionBlock({ title, blocks }: Section, sources: Sources): types.RichTextBlock {
  const heading = section([plain(title, { bold: true }), plain("\n")]);
  return { type: "rich_text", elements: [heading, ...toRich(blocks, sources)] };
}

function rich(blocks: readonly Block[], sources: Sources): types.RichTextBlock {
  return { type: "rich_text", elements: toRich(blocks, sources) };
}
