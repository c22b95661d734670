// What one message gets.

import type { Answer } from "../answer/answer.ts";
import type { Block } from "../text/nodes.ts";
import type { Offer } from "./act.ts";

/** What can be pressed below, and whether this reply calls the configured maintainers. */
type Extras = { readonly offers?: readonly Offer[]; readonly isCall?: boolean };

export type Reply =
  | ({ readonly kind: "answer"; readonly answer: Answer } & Extras)
  /** `lead`: what changed and why; `answer.sections`: only what changed. */
  | ({ readonly kind: "delta"; readonly answer: Answer; readonly lead: readonly Block[] } & Extras)
  | ({ readonly kind: "acknowledge"; readonly blocks: readonly Block[] } & Extras)
  /** `lead`: what is known and was tried; `answer.sections`: the issue draft. */
  | ({
      readonly kind: "handover";
      readonly answer: Answer;
      readonly lead: readonly Block[];
    } & Extras)
  /** `isNoted`: the thread remembers something of it all the same. */
  | { readonly kind: "silent"; readonly why: string; readonly isNoted?: true };
