// Whether an issue names the same error, beyond sharing words with it.

import { fold } from "../text/template.ts";
import { toWords } from "../text/terms.ts";
import { marksOf } from "./forward.ts";
import type { Index } from "./index.ts";
import { hashes, toPairs } from "./marks.ts";
import { impactOf } from "./search.ts";

const MESSAGE_CHARS_MAX = 200;
const PAIRS_MIN = 3; // "not found" alone is no message
const PAIRS_SHARE_MIN = 0.75; // ids and numbers in between differ

/** What the errors of an incident are compared by; made once. */
export type Errors = {
  readonly types: readonly { readonly name: string; readonly words: readonly string[] }[];
  readonly messages: readonly Uint32Array[];
};

export function toErrors(types: readonly string[], messages: readonly string[]): Errors {
  return {
    types: types
      .map((name) => ({ name, words: toWords(name.split(".").at(-1) ?? "") }))
      .filter(({ words }) => words.length > 0),
    messages: messages
      .map((it) => hashes("p", toPairs(toWords(fold(it).slice(0, MESSAGE_CHARS_MAX)))))
      .filter((it) => it.length >= PAIRS_MIN),
  };
}

export type Same = { readonly type: string | null; readonly message: boolean };

export function sameness(index: Index, errors: Errors, position: number): Same {
  const type = errors.types.find(({ words }) =>
    words.every((word) => impactOf(index, word, position) > 0),
  );
  const pairs = new Set(marksOf(index.forward, position, "pairs"));
  const message = errors.messages.some((it) => {
    let shared = 0;
    for (const pair of it) if (pairs.has(pair)) shared += 1;
    return shared >= it.length * PAIRS_SHARE_MIN;
  });
  return { type: type?.name ?? null, message };
}
