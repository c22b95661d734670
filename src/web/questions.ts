// Open questions, and what else can be pressed, as plain forms.

import { html } from "hono/html";
import type { Asked } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import type { Act, Offer } from "../conversation/act.ts";
import { NEED_A_HUMAN } from "../conversation/handover.ts";
import { WAYS } from "../conversation/settle.ts";
import { type Html, visible } from "./nodes.ts";

/** More choices than this are a select. */
const BUTTONS_MAX = 4;
/** Fields of the form are `fact:` and the name of the fact. */
const FACT_FIELD = "fact:";
const VERSION = /^v?\d+(?:\.\d+)+\S{0,40}$/;

/** `action`: where the thread takes messages. */
export function questionsHtml(asked: readonly Asked[], shelf: Shelf, action: string): Html | null {
  if (asked.length === 0) return null;
  const items = asked.map((question, at) => {
    const id = `question-${at + 1}`;
    const form = question.options.length > 0 ? choiceHtml : statedHtml;
    return html`<li><form method="post" action="${action}">${form(question, { id, shelf })}</form></li>`;
  });
  return html`<ul class="asked">${items}</ul>`;
}

/**
 * The message that a form of `questionsHtml` or `offersHtml` stands for. What names a fact and one of
 * its values is an act; anything else that was typed there is read as words.
 */
export function toMessage(
  shelf: Shelf,
  fields: Partial<Record<string, string>>,
): { readonly text: string; readonly act: Act | null } {
  if (fields.text) return { text: fields.text, act: null };
  const offer = OFFERS.find(({ act }) => keyOf(act) === fields.act);
  if (offer) return { text: offer.label, act: offer.act };
  const facts = Object.entries(fields).flatMap(([name, value]) => {
    const said = value?.trim();
    return name.startsWith(FACT_FIELD) && said
      ? [{ name: name.slice(FACT_FIELD.length), value: said }]
      : [];
  });
  const text = facts.map(({ name, value }) => toStatement(shelf, name, value)).join(", ");
  const isPlain = facts.every(({ name, value }) => isValue(shelf, name, value));
  return { text, act: facts.length > 0 && isPlain ? { kind: "facts", facts } : null };
}

function isValue(shelf: Shelf, fact: string, value: string): boolean {
  const rule = shelf.facts.get(fact);
  return rule?.kind === "choice" ? Object.hasOwn(rule.values ?? {}, value) : VERSION.test(value);
}

/** What can be pressed below a reply. */
export function offersHtml(offers: readonly Offer[], action: string): Html | null {
  if (offers.length === 0) return null;
  return html`<form class="offers" method="post" action="${action}"><div class="actions pills">${offers.map(offerButton)}</div></form>`;
}

export function offerButton({ act, label }: Offer): Html {
  return html`<button name="act" value="${keyOf(act)}">${label}</button>`;
}

const OFFERS: readonly Offer[] = [...WAYS, NEED_A_HUMAN];

const keyOf = (act: Act): string => (act.kind === "wrong" ? `wrong:${act.way}` : act.kind);

type Form = { readonly id: string; readonly shelf: Shelf };

/** One field for each fact that the question is about: several versions are asked for at once. */
function statedHtml(question: Asked, { id, shelf }: Form): Html {
  const facts = [question.fact, ...question.also];
  const inputs = facts.map((fact, at) => {
    const label = shelf.facts.get(fact)?.title ?? fact;
    return html`<label class="stated" for="${id}-${at}"><span>${label}</span> <input id="${id}-${at}" name="${FACT_FIELD}${fact}" maxlength="200" autocomplete="off" spellcheck="false" aria-describedby="${id}-why"></label>`;
  });
  return html`<fieldset><legend>${visible(question.text)}</legend>${hintsHtml(question, id)}<div class="actions">${inputs}<button>Answer</button></div></fieldset>`;
}

function choiceHtml(question: Asked, { id }: Form): Html {
  const name = FACT_FIELD + question.fact;
  if (question.options.length <= BUTTONS_MAX) {
    const buttons = question.options.map(
      (option) => html`<button name="${name}" value="${option}">${option}</button>`,
    );
    return html`<fieldset><legend>${visible(question.text)}</legend>${hintsHtml(question, id)}<div class="actions pills">${buttons}</div></fieldset>`;
  }
  const options = question.options.map(
    (option) => html`<option value="${option}">${option}</option>`,
  );
  return html`<label for="${id}">${visible(question.text)}</label>${hintsHtml(question, id)}<div class="actions"><select id="${id}" name="${name}" required aria-describedby="${id}-why"><option value="">Choose…</option>${options}</select><button>Answer</button></div>`;
}

function hintsHtml({ why, how }: Asked, id: string): Html {
  const because = why ? html`<span class="why">${visible(why)}</span>` : null;
  const command = how
    ? html`<span class="how">Find out with <code>${visible(how)}</code></span>`
    : null;
  return html`<p class="hints" id="${id}-why">${because}${command}</p>`;
}

function toStatement(shelf: Shelf, fact: string, said: string): string {
  const rule = shelf.facts.get(fact);
  const phrase = rule?.said?.[0];
  if (phrase && VERSION.test(said)) return phrase.replace("<version>", () => said);
  return rule?.kind === "choice" ? `${rule.title}: ${said}` : said;
}
