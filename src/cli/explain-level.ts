// Which rule of `diagnosis/` set the level, in words with its figures.

import {
  type Diagnosis,
  ISSUE_SHARE_MIN,
  isPageShown,
  isShown,
  LEAD_SHARE_MIN,
  NEAR_TIE,
  PAGE_SHARE_MIN,
} from "../diagnosis/diagnosis.ts";
import type { Match } from "../knowledge/match.ts";
import type { Hits } from "../search/retrieve.ts";

/** One reason a line; the first one decides. */
export function levelWords(diagnosis: Diagnosis, hits: Hits): string[] {
  const ruledOut = diagnosis.outside.map(
    ({ entry, fact, value, range }) => `${entry} is ruled out: ${fact} ${value} is not in ${range}`,
  );
  switch (diagnosis.level) {
    case "exact":
      return [
        holds(diagnosis.cause, hits),
        "the stated versions are in its range and no cause is left open",
        ...ruledOut,
      ];
    case "likely":
      return [
        holds(diagnosis.cause, hits),
        "not exact: a version that its range needs is not stated, or a cause depends on what is open",
        ...ruledOut,
      ];
    case "similar":
      return [...nearWords(diagnosis, hits), ...ruledOut];
    case "new":
      return [
        "no signature holds, and nothing is near enough to be a lead",
        ...limits(hits),
        ...ruledOut,
      ];
  }
}

function holds(cause: Match, { matches }: Hits): string {
  const next = matches.find((it) => it !== cause && it.outside.length === 0);
  const second = next
    ? `the next one that holds, ${next.entry.id}, has ${next.specificity}, and less than ${NEAR_TIE} between them would be a tie`
    : "no other signature holds";
  return `the signature of ${cause.entry.id} holds with specificity ${cause.specificity}; ${second}`;
}

function nearWords(diagnosis: Extract<Diagnosis, { level: "similar" }>, hits: Hits): string[] {
  const { tie, leads } = diagnosis;
  const issues = hits.issues.filter(isShown).length;
  const pages = hits.pages.filter(isPageShown).length;
  const tied = tie.map(({ entry, specificity }) => `${entry.id} (${specificity})`).join(", ");
  const outside = tie.length === 1 && tie[0]?.entry.kind === "outside";
  return [
    ...(outside ? [`the signature of ${tied} holds, which is outside what is supported`] : []),
    ...(tie.length > 1 ? [`a tie claims nothing: ${tied}`] : []),
    ...(tie.length === 0 ? ["no signature holds, but something is near"] : []),
    ...(leads.length > 0
      ? [
          `${leads.map(({ entry }) => entry.id).join(", ")}: at least ${percent(LEAD_SHARE_MIN)} of the words`,
        ]
      : []),
    ...(issues > 0
      ? [
          `issues with ${percent(ISSUE_SHARE_MIN)} of the words or more and a shared error or rare words, or the same error: ${issues}`,
        ]
      : []),
    ...(pages > 0 ? [`pages with ${percent(PAGE_SHARE_MIN)} of the words or more: ${pages}`] : []),
  ];
}

/** How far the best ones were from being a lead. */
function limits({ leads, issues, pages }: Hits): string[] {
  const best = (
    hits: readonly { readonly share: number }[],
    what: string,
    least: number,
    and = "",
  ) => {
    const share = Math.max(0, ...hits.map((it) => it.share));
    return hits.length > 0
      ? [`the best ${what} has ${percent(share)} of the words, ${percent(least)} are needed${and}`]
      : [];
  };
  return [
    ...best(leads, "entry", LEAD_SHARE_MIN),
    ...best(issues, "issue", ISSUE_SHARE_MIN, ", and a shared error or two rare words"),
    ...best(pages, "page", PAGE_SHARE_MIN),
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
