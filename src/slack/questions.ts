// Open questions as something to press. A press sends what a person would have typed.

import type { types } from "@slack/bolt";
import type { Asked } from "../answer/answer.ts";
import type { Shelf } from "../answer/context.ts";
import { choiceText } from "../answer/questions.ts";
import { CHOICE_ACTION, VOTE_ACTION } from "./events.ts";
import { charsOf } from "./fit.ts";
import {
  BUTTON_CHARS_MAX,
  BUTTON_VALUE_CHARS_MAX,
  clip,
  OPTION_CHARS_MAX,
  OPTION_VALUE_CHARS_MAX,
  OPTIONS_MAX,
  PLACEHOLDER_CHARS_MAX,
} from "./limits.ts";

/** More choices than this are a select. */
const BUTTONS_MAX = 5;
const CHARS_MAX = 4_000;

export const words = (text: string): types.PlainTextElement => ({
  type: "plain_text",
  text,
  emoji: false, // a stranger's ":name:" stays what it is
});

/**
 * One row for each question that has choices; versions are typed. A row that would take the room of
 * the answer is left out: its question is asked in words as well.
 */
export function questionBlocks(asked: readonly Asked[], shelf: Shelf): types.ActionsBlock[] {
  let left = CHARS_MAX;
  return rows(asked, shelf).filter((row) => {
    left -= charsOf(row);
    return left >= 0;
  });
}

function rows(asked: readonly Asked[], shelf: Shelf): types.ActionsBlock[] {
  return asked.flatMap((question, number) => {
    const choices = question.options
      .map((option) => ({ option, says: choiceText(option, question, asked, shelf) }))
      .filter(({ option, says }) => option !== "" && says.length <= OPTION_VALUE_CHARS_MAX);
    if (choices.length === 0) return [];
    const id = `${CHOICE_ACTION}:${number}`;
    const elements =
      choices.length <= BUTTONS_MAX
        ? choices.map((it, at) => button(`${id}:${at}`, it))
        : [select(id, question.text, choices)];
    return [{ type: "actions", elements } satisfies types.ActionsBlock];
  });
}

type Choice = { readonly option: string; readonly says: string };

function button(action_id: string, { option, says }: Choice): types.Button {
  const value = clip(says, BUTTON_VALUE_CHARS_MAX);
  return { type: "button", action_id, text: words(clip(option, BUTTON_CHARS_MAX)), value };
}

function select(action_id: string, text: string, choices: readonly Choice[]): types.StaticSelect {
  return {
    type: "static_select",
    action_id,
    placeholder: words(clip(text, PLACEHOLDER_CHARS_MAX)),
    options: choices.slice(0, OPTIONS_MAX).map(({ option, says }) => ({
      text: words(clip(option, OPTION_CHARS_MAX)),
      value: says,
    })),
  };
}

export function voteBlock(): types.ContextActionsBlock {
  const vote = (text: string, label: string, value: "up" | "down") => ({
    text: words(text),
    accessibility_label: label,
    value,
  });
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: VOTE_ACTION,
        positive_button: vote("👍", "This answer helped", "up"),
        negative_button: vote("👎", "This answer did not help", "down"),
      },
    ],
  };
}
