// The model as GraphQL shows it.

import { notFound, type Source } from "./graphql.ts";
import {
  type Discussion,
  type DiscussionComment,
  type Issue,
  type Repository,
  sha,
} from "./model.ts";

type Args = { readonly [name: string]: unknown };

/** `find`: by full name in lower case, renamed ones under their old name too. */
export function graphRoot(find: (name: string) => Repository | null): Source {
  return {
    repository: ({ owner, name }: Args) => {
      const found = find(`${owner}/${name}`.toLowerCase());
      if (!found)
        throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return repositoryNode(found);
    },
  };
}

function repositoryNode(at: Repository): Source {
  return {
    nameWithOwner: at.name,
    isPrivate: at.isPrivate,
    hasDiscussionsEnabled: at.hasDiscussions,
    issue: ({ number }: Args) => {
      const issue = at.issues.find((it) => it.number === number && !it.pull);
      if (!issue || issue.isDeleted || issue.movedTo) {
        throw notFound(`Could not resolve to an Issue with the number of ${number}.`);
      }
      return issueNode(issue, at);
    },
    object: ({ oid }: Args) => {
      const texts = at.commits.flatMap((commit) => [...commit.files.values()]);
      const text = texts.find((it) => sha("blob", it) === oid);
      if (text === undefined) return null;
      const isTruncated = text.length > at.textsMax;
      return { __typename: "Blob", oid, text, isTruncated, isBinary: false };
    },
    discussions: ({ first, after, orderBy }: Args) => {
      const order = orderBy as { field: string; direction: string } | undefined;
      if (order?.field !== "UPDATED_AT" || order.direction !== "DESC") {
        throw new Error("discussions are read latest change first");
      }
      const all = at.discussions.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
      return page(all, Number(first), String(after ?? ""), discussionNode);
    },
  };
}

/** The cursor names the last item by what it was sorted by, as GitHub's do. */
function page(
  all: readonly Discussion[],
  size: number,
  after: string,
  print: (it: Discussion) => Source,
): Source {
  const [time = "", number = ""] = Buffer.from(after, "base64").toString().split(" ");
  const isAfter = (it: Discussion) =>
    it.updatedAt < time || (it.updatedAt === time && it.number < Number(number));
  const rest = after === "" ? all : all.filter(isAfter);
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  const endCursor = last && Buffer.from(`${last.updatedAt} ${last.number}`).toString("base64");
  return {
    nodes: shown.map(print),
    pageInfo: { hasNextPage: rest.length > size, endCursor: endCursor ?? null },
    totalCount: all.length,
  };
}

function list(nodes: readonly Source[]): Source {
  return { nodes, pageInfo: { hasNextPage: false, endCursor: null }, totalCount: nodes.length };
}

function issueNode(it: Issue, at: Repository): Source {
  const closer = it.closedBy;
  const pull = closer && pullNode(closer.pull, closer.repository ?? at);
  const event = closer?.isCommit
    ? { __typename: "Commit", associatedPullRequests: () => list(pull ? [pull] : []) }
    : pull;
  const marked = it.duplicateOf;
  return {
    __typename: "Issue",
    number: it.number,
    stateReason: it.state === "closed" ? (it.state_reason ?? "completed").toUpperCase() : null,
    repository: () => repositoryNode(at),
    closedByPullRequestsReferences: () => list(pull && !closer.isCommit ? [pull] : []),
    timelineItems: ({ itemTypes }: Args) => {
      const types = itemTypes as readonly string[];
      if (types.includes("CLOSED_EVENT")) {
        return list(it.state === "closed" ? [{ __typename: "ClosedEvent", closer: event }] : []);
      }
      const canonical =
        marked &&
        issueNode(
          marked.repository.issues.find((o) => o.number === marked.number)!,
          marked.repository,
        );
      return list(canonical ? [{ __typename: "MarkedAsDuplicateEvent", canonical }] : []);
    },
  };
}

function pullNode(number: number, at: Repository): Source {
  const pull = at.issues.find((it) => it.number === number)!;
  return {
    __typename: "PullRequest",
    number,
    mergedAt: pull.pull?.merged_at ?? null,
    baseRefName: pull.base,
    repository: () => repositoryNode(at),
  };
}

function discussionNode(it: Discussion): Source {
  return {
    number: it.number,
    title: it.title,
    body: it.body,
    closed: it.closed,
    closedAt: it.closed ? it.updatedAt : null,
    stateReason: it.closed ? "RESOLVED" : null,
    authorAssociation: "NONE",
    createdAt: it.createdAt,
    updatedAt: it.updatedAt,
    category: { name: it.category },
    labels: () => list([]),
    answer: it.answer && commentNode(it.answer),
    comments: ({ first }: Args) => list(it.comments.slice(0, Number(first)).map(commentNode)),
  };
}

function commentNode(it: DiscussionComment): Source {
  return {
    databaseId: it.id,
    body: it.body,
    authorAssociation: it.association,
    createdAt: it.at,
    updatedAt: it.at,
    replies: ({ first }: Args) => list(it.replies.slice(0, Number(first)).map(commentNode)),
  };
}
