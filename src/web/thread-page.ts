// One conversation: every message as it was read, and the reply that it got.

import { html } from "hono/html";
import type { Shelf } from "../answer/context.ts";
import { NEED_A_HUMAN } from "../conversation/handover.ts";
import type { StoredThread } from "../storage/threads.ts";
import { replyHtml } from "./answer-view.ts";
import { type Html, visible } from "./nodes.ts";
import { pageHtml } from "./page.ts";
import { offerButton, offersHtml, questionsHtml } from "./questions.ts";
import { readTurn, type Turn } from "./record.ts";
import { readHtml, whyHtml } from "./seen-view.ts";

// A message can have a million characters; a browser lays out this many without a pause. The end of
// a log says more than its middle.
const HEAD_CHARS_MAX = 30_000;
const TAIL_CHARS_MAX = 10_000;
const KINDS_MAX = 10; // named under the message; all are in "What was read"

export type ThreadView = {
  readonly thread: StoredThread;
  readonly shelf: Shelf;
  /** What stands in the reply field, and why it could not be used. */
  readonly draft: { readonly text: string; readonly problem: string } | null;
};

export function threadHtml({ thread, shelf, draft }: ThreadView): Html {
  const turns = thread.messages.map(readTurn);
  const action = `/threads/${thread.id}/messages`;
  const newestAnswer = turns.findLastIndex(({ replied }) => replied && "answer" in replied.reply);
  const newest = turns.findLastIndex(({ replied }) => replied && replied.reply.kind !== "silent");
  const items = turns.map((turn, at) =>
    turnHtml(turn, {
      number: at + 1,
      shelf,
      action: at === newestAnswer ? action : null,
      offers: at === newest ? offersOf(turn, action) : null,
    }),
  );
  const title = titleOf(turns);
  const body = html`<h1 class="unseen">Conversation about ${title}</h1>
<ol class="talk">${items}</ol>
${composerHtml({ action, draft, hasFix: hasFix(turns[newestAnswer]), canCall: !turns.some(isCall) })}
<form class="forget" method="post" action="/threads/${thread.id}/delete"><button class="quiet">Delete this conversation</button> <span class="hint">erases it from the database on this machine</span></form>`;
  return pageHtml({ title, body });
}

/** A human is offered below every reply; see the composer. */
function offersOf({ replied }: Turn, action: string): Html | null {
  const reply = replied?.reply;
  const offers = reply && reply.kind !== "silent" ? (reply.offers ?? []) : [];
  return offersHtml(
    offers.filter(({ act }) => act.kind !== "human"),
    action,
  );
}

function isCall({ replied }: Turn): boolean {
  return replied?.reply.kind === "handover" && replied.reply.isCall === true;
}

type Placed = {
  readonly number: number;
  readonly shelf: Shelf;
  readonly action: string | null;
  readonly offers: Html | null;
};

function turnHtml(turn: Turn, { number, shelf, action, offers }: Placed): Html {
  const { replied, notes } = turn;
  const id = `r${number}`;
  const asked = replied && "answer" in replied.reply ? replied.reply.answer.questions : [];
  const questions = action === null ? null : questionsHtml(asked, shelf, action);
  const reply = replied
    ? html`<article class="reply ${replied.reply.kind}" id="${id}" tabindex="-1" aria-labelledby="${id}-title">
${replyHtml({ ...replied, id, questions, offers })}
${replied.seen ? html`${readHtml(replied.seen, notes, shelf)}${whyHtml(replied.seen)}` : null}
</article>`
    : html`<p class="hint" id="${id}">This reply was written by another version and cannot be shown.</p>`;
  return html`<li>${messageHtml(turn, number)}${reply}</li>`;
}

function messageHtml({ text, notes }: Turn, number: number): Html {
  const note =
    notes.redactions.length > 0
      ? html`<p class="hint">Hidden before this was stored: ${kindsOf(notes)}. Change every password, token and key that others have seen.</p>`
      : null;
  return html`<section class="said" id="m${number}" aria-labelledby="m${number}-title">
<h2 id="m${number}-title">${number === 1 ? "You pasted" : "You wrote"}</h2>
<pre tabindex="0" role="region" aria-labelledby="m${number}-title">
${visible(shorten(text))}</pre>
${note}</section>`;
}

function kindsOf({ redactions }: Turn["notes"]): string {
  const kinds = redactions.map(({ kind, line }) => `${kind.replaceAll("-", " ")} (line ${line})`);
  const left = redactions.length - KINDS_MAX;
  return kinds.slice(0, KINDS_MAX).join(", ") + (left > 0 ? ` and ${left} more` : "");
}

type Composer = {
  readonly action: string;
  readonly draft: ThreadView["draft"];
  readonly hasFix: boolean;
  /** No person was called yet. */
  readonly canCall: boolean;
};

function composerHtml({ action, draft, hasFix, canCall }: Composer): Html {
  const verdicts = html`<button name="text" value="That worked">It worked</button><button name="text" value="I already set that">I already set that</button><button name="text" value="Still the same error">Still the same error</button><button name="text" value="That is wrong">That is wrong</button>`;
  const call = offerButton(NEED_A_HUMAN);
  const shortcuts = html`<form class="shortcuts" method="post" action="${action}">${hasFix ? verdicts : null}${canCall ? call : null}</form>`;
  return html`<section class="composer" id="answer" aria-labelledby="answer-title">
<h2 id="answer-title">Go on</h2>
${draft ? html`<p class="problem" id="problem" role="alert">${draft.problem}</p>` : null}
<form method="post" action="${action}" enctype="multipart/form-data">
<label for="text">Your reply</label>
<textarea id="text" name="text" rows="4" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="text-hint${draft ? " problem" : ""}"${draft ? html` aria-invalid="true" autofocus` : null}>
${visible(draft?.text ?? "")}</textarea>
<p class="hint" id="text-hint">A version, a proxy, what you tried, or a new trace. Each gets what it changes.</p>
<div class="actions"><button type="submit" class="primary">Send</button><span class="hint keys" hidden>or press <kbd>Ctrl</kbd> <kbd>Enter</kbd></span></div>
</form>
${hasFix || canCall ? shortcuts : null}
</section>`;
}

/** Only a claim recommends something that can work or not. */
function hasFix(turn: Turn | undefined): boolean {
  const reply = turn?.replied?.reply;
  return reply !== undefined && "answer" in reply && reply.answer.entry !== null;
}

function titleOf(turns: readonly Turn[]): string {
  const first = turns
    .map(({ replied }) => replied?.reply)
    .find((reply) => reply && "answer" in reply);
  const header = first && "answer" in first ? first.answer.header : null;
  return visible(header?.error ?? header?.title ?? "a report");
}

function shorten(text: string): string {
  const left = text.length - HEAD_CHARS_MAX - TAIL_CHARS_MAX;
  if (left <= 0) return text;
  const note = `\n\n[… ${left} characters were read and are not shown here …]\n\n`;
  return `${text.slice(0, HEAD_CHARS_MAX)}${note}${text.slice(-TAIL_CHARS_MAX)}`.toWellFormed();
}
