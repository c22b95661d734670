// Open questions as plain forms. Each sends an ordinary message: what a person would have typed.

import { html } from "hono/html";
import type { Asked } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import { type Html, visible } from "./nodes.ts";

/** More choices than this are a select. */
const BUTTONS_MAX = 4;
const VERSION = /^v?\d+(?:\.\d+)+\S{0,40}$/;

/** `action`: where the thread takes messages. */
export function questionsHtml(asked: readonly Asked[], shelf: Shelf, action: string): Html | null {
  if (asked.length === 0) return null;
  return html`<ul class="asked">${asked.map((it, at) => html`<li>${questionHtml(it, at, asked, shelf, action)}</li>`)}</ul>`;
}

/**
 * What a form's answer says as a message. "2.14.3" alone could mean any version that is asked for,
 * so it is put into the fact's own phrase: "python 3.12.1".
 */
export function toStatement(shelf: Shelf, fact: string, value: string): string {
  const said = value.trim();
  const phrase = shelf.facts.get(fact)?.said?.[0];
  return phrase && VERSION.test(said) ? phrase.replace("<version>", said) : said;
}

function questionHtml(
  question: Asked,
  at: number,
  asked: readonly Asked[],
  shelf: Shelf,
  action: string,
): Html {
  const { text, why, how, fact, options } = question;
  const id = `question-${at + 1}`;
  const hints = html`${why ? html`<span class="why">${visible(why)}</span>` : null}${how ? html`<span class="how">Find out with <code>${visible(how)}</code></span>` : null}`;
  const choices = options.map((option) => ({
    option,
    says: choiceText(option, question, asked, shelf),
  }));
  if (choices.length > 0 && choices.length <= BUTTONS_MAX) {
    const buttons = choices.map(
      ({ option, says }) => html`<button name="text" value="${says}">${option}</button>`,
    );
    return html`<form method="post" action="${action}"><fieldset><legend>${visible(text)}</legend><p class="hints">${hints}</p><div class="actions">${buttons}</div></fieldset></form>`;
  }
  const field =
    choices.length > 0
      ? html`<select id="${id}" name="text" required aria-describedby="${id}-why"><option value="">Choose…</option>${choices.map(({ option, says }) => html`<option value="${says}">${option}</option>`)}</select>`
      : html`<input type="hidden" name="fact" value="${fact}"><input id="${id}" name="value" required maxlength="200" autocomplete="off" spellcheck="false" aria-describedby="${id}-why">`;
  return html`<form method="post" action="${action}"><label for="${id}">${visible(text)}</label><p class="hints" id="${id}-why">${hints}</p><div class="actions">${field}<button>Answer</button></div></form>`;
}

/** The bare choice, unless another open question has the same one: then the fact's own phrase. */
function choiceText(
  option: string,
  question: Asked,
  asked: readonly Asked[],
  shelf: Shelf,
): string {
  const isShared = asked.some((it) => it.fact !== question.fact && it.options.includes(option));
  if (!isShared) return option;
  return shelf.facts.get(question.fact)?.values?.[option]?.[0] ?? option;
}
