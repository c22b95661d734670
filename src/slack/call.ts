// The one place where a message of ours names people: the configured maintainers, when an asker has
// pressed "need a human". Their ids come from config.yaml, never from what anybody wrote.

import type { types } from "@slack/bolt";
import { plain, section } from "./nodes.ts";

/** More would be a crowd. */
const CALLED_MAX = 5;
const MEMBER = /^[UW][A-Z0-9]{2,}$/;
const NOBODY = "No maintainers are named here: copy the draft into an issue.";

export function callOf(maintainers: readonly string[]): {
  readonly text: string;
  readonly blocks: types.RichTextBlock[];
} {
  const people = maintainers.filter((it) => MEMBER.test(it)).slice(0, CALLED_MAX);
  const words = people.length > 0 ? "Please have a look: " : NOBODY;
  const named = people.flatMap((user_id) => [{ type: "user" as const, user_id }, plain(" ")]);
  return {
    text: `${words}${people.map((id) => `<@${id}>`).join(" ")}`,
    blocks: [{ type: "rich_text", elements: [section([plain(words), ...named])] }],
  };
}
