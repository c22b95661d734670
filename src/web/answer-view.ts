// A reply as HTML: an answer in full, a delta as what changed, silence as a remark.

import { html } from "hono/html";
import type { Answer, Level, Section } from "../answer/answer.ts";
import { sourceMap } from "../answer/markdown.ts";
import type { Reply } from "../conversation/reply.ts";
import { blocksHtml, type Html, visible } from "./nodes.ts";

/** Shape and word carry a level; colour only repeats them. */
const LEVELS: Record<
  Level,
  { readonly mark: string; readonly word: string; readonly means: string }
> = {
  exact: { mark: "●", word: "Exact", means: "a known problem, and what you stated fits it" },
  likely: {
    mark: "◐",
    word: "Likely",
    means: "a known problem; what would settle it is not stated yet",
  },
  similar: { mark: "◔", word: "Similar", means: "leads only; no cause is claimed" },
  new: { mark: "○", word: "New", means: "nothing like it is known here" },
};

/** What a silence means, in the words of `listen`. */
const SILENCES: Readonly<Record<string, string>> = {
  thanks: "Thanks need no answer.",
  "side talk": "Nothing in this message bears on the problem, so the thread is left alone.",
  "addressed to somebody else": "This is for somebody else, so the thread is left alone.",
  "known already": "That is known already.",
  "handed over to a person":
    "This was handed over to a person. A new fact or another error goes on from here.",
  "asked to stay out": "It was asked to stay out of this thread. In Slack a mention calls it back.",
};

export type ReplyView = {
  readonly reply: Reply;
  readonly elapsedMs: number;
  /** Prefix of ids on the page: `r2`. */
  readonly id: string;
  /** Forms that answer the open questions; null on replies that are not the newest answer. */
  readonly questions: Html | null;
  /** What else can be pressed; null on replies that are not the newest. */
  readonly offers: Html | null;
};

export function replyHtml(view: ReplyView): Html {
  const { reply, id } = view;
  switch (reply.kind) {
    case "answer":
      return html`${verdictHtml(reply.answer, id)}${jumpsHtml(reply.answer, id)}${answerHtml(view, reply.answer)}`;
    case "delta":
    case "handover":
      return html`<h2 class="kind" id="${id}-title">${reply.kind === "delta" ? "What changes" : "For a person to look at"}</h2>
<div class="lead">${blocksHtml(reply.lead, sourceMap(reply.answer))}</div>
${reply.isCall ? html`<p class="hint">From this playground nobody is called. In Slack the configured maintainers are, once for each thread.</p>` : null}
${answerHtml(view, reply.answer)}`;
    case "acknowledge":
      return html`<h2 class="kind" id="${id}-title">${view.offers ? "One question" : "Noted"}</h2>${blocksHtml(reply.blocks, new Map())}${view.offers}`;
    case "silent":
      return html`<h2 class="kind" id="${id}-title">No reply</h2><p class="hint">${SILENCES[reply.why] ?? `In Slack nothing is posted: ${reply.why}.`}</p>`;
  }
}

function verdictHtml(answer: Answer, id: string): Html {
  const { header } = answer;
  return html`<header class="verdict">
${badgeHtml(answer.level)}
<h2 id="${id}-title">${visible(header.error ?? header.title ?? "Your report")}</h2>
${header.error && header.title ? html`<p class="entry">${visible(header.title)}</p>` : null}
<p class="hint">${visible(header.version ?? `${header.product} version unknown`)}</p>
</header>`;
}

function badgeHtml(level: Level): Html {
  const { mark, word, means } = LEVELS[level];
  return html`<p class="level"><span class="badge ${level}"><span aria-hidden="true">${mark}</span> ${word}</span> <span class="hint">${means}</span></p>`;
}

function jumpsHtml({ sections }: Answer, id: string): Html | null {
  if (sections.length < 4) return null; // all of it is in view anyway
  const links = sections.map(
    (section) => html`<li><a href="#${id}-${section.id}">${section.title}</a></li>`,
  );
  return html`<nav class="jumps" aria-label="Sections of this answer"><ul>${links}</ul></nav>`;
}

function answerHtml({ reply, elapsedMs, id, questions }: ReplyView, answer: Answer): Html {
  const sources = sourceMap(answer);
  const sections = answer.sections.map((section) => {
    const isAsked = questions !== null && section.id === "questions";
    return html`<section class="part ${section.id}" id="${id}-${section.id}" aria-labelledby="${id}-${section.id}-title">
<h3 id="${id}-${section.id}-title">${section.title}</h3>
${isAsked ? questions : null}${blocksHtml(isAsked ? withoutAsked(section, answer) : section.blocks, sources)}
</section>`;
  });
  const isPlaced = answer.sections.some((section) => section.id === "questions");
  const still = html`<section class="part questions" aria-labelledby="${id}-open"><h3 id="${id}-open">Still open</h3>${questions}</section>`;
  return html`${sections}${questions && !isPlaced ? still : null}${footerHtml(answer, elapsedMs, reply.kind)}`;
}

/** The section begins with the questions as a list (`questionBlocks`); the forms say the same. */
function withoutAsked({ blocks }: Section, answer: Answer): Section["blocks"] {
  return answer.questions.length > 0 && blocks[0]?.kind === "list" ? blocks.slice(1) : blocks;
}

function footerHtml({ footer, level }: Answer, elapsedMs: number, kind: Reply["kind"]): Html {
  const parts = [
    kind === "answer" ? null : `now ${LEVELS[level].word.toLowerCase()}`,
    footer.curatedBy && `curated by ${footer.curatedBy}`,
    footer.checkedAgainst && `checked against ${footer.checkedAgainst} on ${footer.reviewed}`,
    footer.mode,
    `${Math.round(elapsedMs)} ms`,
  ];
  return html`<footer class="hint">${parts.filter(Boolean).join(" · ")}</footer>`;
}
