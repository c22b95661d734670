// What closed an issue, and of what it is a duplicate: GitHub's own word, fifty issues a query. Which
// issues were asked about is kept with each row, so a run can end anywhere.

import { z } from "zod";
import { UpstreamError } from "../errors.ts";
import { linksOfNode, type RelationNode } from "../search/ingest-relations.ts";
import { saveRelations, type Unlinked, unlinkedIssues } from "../storage/relations.ts";
import { markSeen } from "../storage/sync-checks.ts";
import type { Outcome } from "./changes.ts";
import { count, getFrom, mayGoOn, type RepositorySync } from "./repository.ts";
import { IssuePlace, isPlace } from "./shapes.ts";

const ISSUES_PER_QUERY = 50; // some 400 nodes of the 500,000 that GitHub allows
const ISSUES_PER_RETRY = 10; // where fifty took GitHub longer than its 10 s

const PULL = "number mergedAt baseRefName repository { nameWithOwner isPrivate }";
const PLACE = "number repository { nameWithOwner isPrivate }";
const FIELDS = `fragment Relations on Issue {
  number
  stateReason(enableDuplicate: true)
  closedByPullRequestsReferences(first: 5) { nodes { ${PULL} } }
  closing: timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) {
    nodes { __typename ... on ClosedEvent { closer { __typename
      ... on PullRequest { ${PULL} }
      ... on Commit { associatedPullRequests(first: 1) { nodes { ${PULL} } } }
    } } }
  }
  duplicate: timelineItems(last: 1, itemTypes: [MARKED_AS_DUPLICATE_EVENT, UNMARKED_AS_DUPLICATE_EVENT]) {
    nodes { __typename ... on MarkedAsDuplicateEvent { canonical { __typename
      ... on Issue { ${PLACE} }
      ... on PullRequest { ${PLACE} }
    } } }
  }
}`;

/** "absent": GitHub does not know what is asked (an older server), or does not say. */
export async function syncRelations(sync: RepositorySync): Promise<Outcome> {
  const repository = sync.source.repository.toLowerCase();
  let size = ISSUES_PER_QUERY;
  let outcome: Outcome = "unchanged";
  while (mayGoOn(sync)) {
    const open = await unlinkedIssues(sync.db, repository, size);
    if (open.length === 0) return outcome;
    try {
      if (!(await readBatch(sync, open))) return "absent";
      outcome = "done";
    } catch (error) {
      const isFirst = size > ISSUES_PER_RETRY;
      if (!(error instanceof UpstreamError) || sync.stop?.aborted || !isFirst) throw error;
      size = ISSUES_PER_RETRY;
    }
  }
  return "more";
}

/** False when nothing was answered that could be kept. */
async function readBatch(sync: RepositorySync, open: readonly Unlinked[]): Promise<boolean> {
  const { db, github, source, branch } = sync;
  const [owner = "", name = ""] = source.repository.split("/");
  const parts = open.map(({ number }) => `i${number}: issue(number: ${number}) { ...Relations }`);
  const query = `query Relations($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {\n${parts.join("\n")}\n}\n}\n${FIELDS}`;
  sync.counts.requests++;
  const { data } = await github.ask(query, { owner, name }, sync.stop);
  const answer = Answer.safeParse(data);
  if (!answer.success || !answer.data.repository) return false;
  const nodes = answer.data.repository;
  const found = open.flatMap((issue) => {
    const node = nodes[`i${issue.number}`];
    return node ? [{ issue, ...linksOfNode(node, issue.ref, { ...source, branch }) }] : [];
  });
  const missing = open.filter(({ number }) => !nodes[`i${number}`]);
  for (const issue of missing) await look(sync, issue);
  await saveRelations(db, found, missing);
  count(sync, "relations", found.length);
  return true;
}

/** It is in the mirror and no longer in the repository: deleted, or transferred. */
async function look(sync: RepositorySync, { ref, number }: Unlinked): Promise<void> {
  const answer = await getFrom(sync, "/issues/{issue_number}", {
    parameters: { issue_number: number },
  });
  const at = sync.source.checkedAt;
  if (answer.kind === "absent" && answer.status === 410) {
    await markSeen(sync.db, ref, at, "deleted");
  }
  const place = answer.kind === "ok" ? IssuePlace.safeParse(answer.data) : null;
  if (place?.success && !isPlace(place.data, sync.source.repository, number)) {
    await markSeen(sync.db, ref, at, "transferred");
  }
}

const Repository = z.object({ nameWithOwner: z.string().max(200), isPrivate: z.boolean() });
const Pull = z.object({
  number: z.number().int(),
  mergedAt: z.string().nullable(),
  baseRefName: z.string(),
  repository: Repository,
});
const Place = z.object({ number: z.number().int(), repository: Repository });
const Pulls = z.object({ nodes: z.array(Pull.nullable()).nullish() }).nullish();
const Node: z.ZodType<RelationNode> = z.object({
  stateReason: z.string().nullable(),
  closedByPullRequestsReferences: Pulls,
  closing: z.object({
    nodes: z.array(
      z.object({
        closer: z
          .union([Pull, z.object({ associatedPullRequests: Pulls }), z.object({})])
          .nullish(),
      }),
    ),
  }),
  duplicate: z.object({ nodes: z.array(z.object({ canonical: Place.nullish() })) }),
});
const Answer = z.object({
  repository: z.record(z.string(), Node.nullable().catch(null)).nullable(),
});
