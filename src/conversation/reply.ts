// What one message gets.

import type { Answer } from "../answer/answer.ts";
import type { Block } from "../text/nodes.ts";

export type Reply =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** `lead`: what changed and why; `answer.sections`: only what changed. */
  | { readonly kind: "delta"; readonly answer: Answer; readonly lead: readonly Block[] }
  | { readonly kind: "acknowledge"; readonly blocks: readonly Block[] }
  | { readonly kind: "handover"; readonly answer: Answer; readonly lead: readonly Block[] }
  | { readonly kind: "silent"; readonly why: string };
