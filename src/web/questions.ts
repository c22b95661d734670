// Open questions as plain forms. Each sends an ordinary message: what a person would have typed.

import { html } from "hono/html";
import type { Asked } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import { choiceText } from "../answer/questions.ts";
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
    return html`<li><form method="post" action="${action}">${form(question, { id, asked, shelf })}</form></li>`;
  });
  return html`<ul class="asked">${items}</ul>`;
}

/**
 * The message that a form of `questionsHtml` stands for. "2.14.3" alone could mean any version that
 * is asked for, so it is put into the fact's own phrase: "python 3.12.1".
 */
export function toMessage(shelf: Shelf, fields: Partial<Record<string, string>>): string {
  if (fields.text) return fields.text;
  return Object.entries(fields)
    .filter(([name, value]) => name.startsWith(FACT_FIELD) && value?.trim())
    .map(([name, value = ""]) => toStatement(shelf, name.slice(FACT_FIELD.length), value.trim()))
    .join(", ");
}

type Form = { readonly id: string; readonly asked: readonly Asked[]; readonly shelf: Shelf };

/** One field for each fact that the question is about: several versions are asked for at once. */
function statedHtml(question: Asked, { id, shelf }: Form): Html {
  const facts = [question.fact, ...question.also];
  const inputs = facts.map((fact, at) => {
    const label = shelf.facts.get(fact)?.title ?? fact;
    return html`<label class="stated" for="${id}-${at}"><span>${label}</span> <input id="${id}-${at}" name="${FACT_FIELD}${fact}" maxlength="200" autocomplete="off" spellcheck="false" aria-describedby="${id}-why"></label>`;
  });
  return html`<fieldset><legend>${visible(question.text)}</legend>${hintsHtml(question, id)}<div class="actions">${inputs}<button>Answer</button></div></fieldset>`;
}

function choiceHtml(question: Asked, { id, asked, shelf }: Form): Html {
  const choices = question.options.map((option) => ({
    option,
    says: choiceText(option, question, asked, shelf),
  }));
  if (choices.length <= BUTTONS_MAX) {
    const buttons = choices.map(
      ({ option, says }) => html`<button name="text" value="${says}">${option}</button>`,
    );
    return html`<fieldset><legend>${visible(question.text)}</legend>${hintsHtml(question, id)}<div class="actions pills">${buttons}</div></fieldset>`;
  }
  const options = choices.map(
    ({ option, says }) => html`<option value="${says}">${option}</option>`,
  );
  return html`<label for="${id}">${visible(question.text)}</label>${hintsHtml(question, id)}<div class="actions"><select id="${id}" name="text" required aria-describedby="${id}-why"><option value="">Choose…</option>${options}</select><button>Answer</button></div>`;
}

function hintsHtml({ why, how }: Asked, id: string): Html {
  const because = why ? html`<span class="why">${visible(why)}</span>` : null;
  const command = how
    ? html`<span class="how">Find out with <code>${visible(how)}</code></span>`
    : null;
  return html`<p class="hints" id="${id}-why">${because}${command}</p>`;
}

function toStatement(shelf: Shelf, fact: string, said: string): string {
  const phrase = shelf.facts.get(fact)?.said?.[0];
  return phrase && VERSION.test(said) ? phrase.replace("<version>", () => said) : said;
}
