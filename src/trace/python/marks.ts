// What scanning a Python paste finds, before it is known how the exceptions hang together.

import type { Site } from "./lines.ts";

/** One exception as printed; `headless` when the text ends before its type. */
export type Parsed = {
  readonly type: string | null;
  readonly message: string;
  readonly notes: readonly string[];
  readonly sites: readonly Site[];
  readonly start: number;
  readonly end: number;
};

/** What the scan found, in order. */
export type Mark =
  | { readonly kind: "exception"; readonly parsed: Parsed }
  /** `depth`: how many groups it stands in; null when its margin does not say. */
  | {
      readonly kind: "link";
      readonly relation: "cause" | "context";
      readonly at: number;
      readonly depth?: number | null;
    }
  | { readonly kind: "member"; readonly label: number }
  | { readonly kind: "close" }
  | { readonly kind: "break" };

/** A step of the scan: what was found, and the first line not yet read. */
export type Step = { readonly marks: readonly Mark[]; readonly next: number };
