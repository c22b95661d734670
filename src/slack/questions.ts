// What can be pressed: open questions, which way an answer is wrong, the call for a human. The id of a
// button names the fact and its value is one of the fact's, so that it means the same whenever it is pressed.

import type { types } from "@slack/bolt";
import type { Asked } from "../answer/answer.ts";
import type { Offer } from "../conversation/act.ts";
import { CHOICE_ACTION, HUMAN_ACTION, VOTE_ACTION, WAY_ACTION } from "./events.ts";
import { charsOf } from "./fit.ts";
import {
  ACTION_ID_CHARS_MAX,
  BUTTON_CHARS_MAX,
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
export function questionBlocks(asked: readonly Asked[]): types.ActionsBlock[] {
  let left = CHARS_MAX;
  return rows(asked).filter((row) => {
    left -= charsOf(row);
    return left >= 0;
  });
}

function rows(asked: readonly Asked[]): types.ActionsBlock[] {
  return asked.flatMap(({ fact, text, options }) => {
    const fitting = options.filter((it) => it !== "" && it.length <= OPTION_VALUE_CHARS_MAX);
    const id = `${CHOICE_ACTION}:${fact}`;
    if (fitting.length === 0 || id.length > ACTION_ID_CHARS_MAX) return [];
    const elements =
      fitting.length <= BUTTONS_MAX
        ? fitting.map((it, at) => button(`${id}:${at}`, it, it))
        : [select(id, text, fitting)];
    return [{ type: "actions", elements } satisfies types.ActionsBlock];
  });
}

function button(action_id: string, label: string, value: string): types.Button {
  return { type: "button", action_id, text: words(clip(label, BUTTON_CHARS_MAX)), value };
}

function select(action_id: string, text: string, options: readonly string[]): types.StaticSelect {
  return {
    type: "static_select",
    action_id,
    placeholder: words(clip(text, PLACEHOLDER_CHARS_MAX)),
    options: options.slice(0, OPTIONS_MAX).map((value) => ({
      text: words(clip(value, OPTION_CHARS_MAX)),
      value,
    })),
  };
}

/** One row for what a reply offers; none for nothing. */
export function offerBlocks(offers: readonly Offer[]): types.ActionsBlock[] {
  const elements = offers.flatMap(({ act, label }) => {
    if (act.kind === "human") return [button(HUMAN_ACTION, label, HUMAN_ACTION)];
    return act.kind === "wrong" ? [button(`${WAY_ACTION}:${act.way}`, label, act.way)] : [];
  });
  return elements.length > 0 ? [{ type: "actions", elements }] : [];
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
