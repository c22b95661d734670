// The words that a document has in common with what is asked, and how that is said.

import { type Index, idf } from "./index.ts";
import { impactOf, type QueryTerm } from "./search.ts";

const SHOWN = 4;

/** Rarest first. */
export function sharedTerms(
  index: Index,
  terms: readonly QueryTerm[],
  position: number,
): QueryTerm[] {
  return terms
    .filter(({ term }) => impactOf(index, term, position) > 0)
    .sort((a, b) => idf(index, b.term) - idf(index, a.term));
}

/** "shares pool, drained"; nothing where they share nothing. `shared`: rarest first. */
export function sharesWords(shared: readonly QueryTerm[]): string[] {
  const forms = shared.slice(0, SHOWN).map(({ form }) => form);
  return forms.length > 0 ? [`shares ${forms.join(", ")}`] : [];
}
