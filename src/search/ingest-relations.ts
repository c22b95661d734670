// GitHub's word on what closed an issue and what it is a duplicate of, to links. What is private, or in
// a repository that may be, is left out.

import type { LinkRow } from "../storage/links.ts";
import type { Source } from "./ingest-sync.ts";

type Place = {
  readonly number: number;
  readonly repository: { readonly nameWithOwner: string; readonly isPrivate: boolean };
};
type Pull = Place & { readonly mergedAt: string | null; readonly baseRefName: string };
type Pulls = { readonly nodes?: readonly (Pull | null)[] | null | undefined } | null | undefined;

/** The answer about one issue: the fields of the query in `github/relations.ts`. */
export type RelationNode = {
  readonly stateReason: string | null;
  readonly closedByPullRequestsReferences?: Pulls;
  readonly closing: {
    readonly nodes: readonly {
      readonly closer?:
        | Pull
        | { readonly associatedPullRequests?: Pulls }
        | object
        | null
        | undefined;
    }[];
  };
  readonly duplicate: {
    readonly nodes: readonly { readonly canonical?: Place | null | undefined }[];
  };
};

export type Relations = { readonly stateReason: string | null; readonly links: readonly LinkRow[] };

/** `branch`: the default one. A fix on another branch is in no release that follows it. */
export function linksOfNode(
  node: RelationNode,
  ref: string,
  source: Source & { readonly branch: string },
): Relations {
  const seen = { ref, said_by: "github", seen_at: source.checkedAt } as const;
  const closers = node.closing.nodes.flatMap(({ closer }) => pullsOf(closer));
  const pulls = [...closers, ...listed(node.closedByPullRequestsReferences)];
  const links = new Map<string, LinkRow>();
  for (const pull of pulls.filter(isOpen)) {
    const other = refOf(pull);
    const isHere = other.startsWith(`${source.repository.toLowerCase()}#`);
    const merged_at = isHere && pull.baseRefName === source.branch ? pull.mergedAt : null;
    links.set(`closed ${other}`, { ...seen, other, kind: "closed_by", merged_at });
  }
  for (const { canonical } of node.duplicate.nodes) {
    if (!canonical || !isOpen(canonical)) continue;
    const other = refOf(canonical);
    links.set(`duplicate ${other}`, { ...seen, other, kind: "duplicate_of", merged_at: null });
  }
  return { stateReason: node.stateReason?.toLowerCase() ?? null, links: [...links.values()] };
}

function pullsOf(closer: RelationNode["closing"]["nodes"][number]["closer"]): Pull[] {
  if (!closer) return [];
  if ("mergedAt" in closer) return [closer];
  return "associatedPullRequests" in closer ? listed(closer.associatedPullRequests) : [];
}

function listed(pulls: Pulls): Pull[] {
  return (pulls?.nodes ?? []).filter((pull) => pull !== null);
}

function isOpen({ repository }: Place): boolean {
  return !repository.isPrivate;
}

function refOf({ number, repository }: Place): string {
  return `${repository.nameWithOwner}#${number}`.toLowerCase();
}
