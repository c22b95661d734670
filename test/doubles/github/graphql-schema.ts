// The part of GitHub's GraphQL schema that the double answers: names of fields, their types and their
// arguments, reduced by hand from GitHub's published schema (docs.github.com/en/graphql/overview/public-schema,
// as of July 2026). A query that names anything else is a violation.

type Field = { readonly type: string; readonly args?: readonly string[] };

const PAGED = ["first", "last", "after", "before"];

export const TYPES: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Query: { repository: { type: "Repository", args: ["owner", "name", "followRenames"] } },
  Repository: {
    nameWithOwner: { type: "String!" },
    isPrivate: { type: "Boolean!" },
    hasDiscussionsEnabled: { type: "Boolean!" },
    issue: { type: "Issue", args: ["number"] },
    object: { type: "GitObject", args: ["oid", "expression"] },
    discussions: {
      type: "DiscussionConnection!",
      args: [...PAGED, "orderBy", "answered", "categoryId", "states"],
    },
  },
  Issue: {
    number: { type: "Int!" },
    stateReason: { type: "IssueStateReason", args: ["enableDuplicate"] },
    repository: { type: "Repository!" },
    closedByPullRequestsReferences: {
      type: "PullRequestConnection",
      args: [...PAGED, "includeClosedPrs", "orderByState", "userLinkedOnly"],
    },
    timelineItems: {
      type: "IssueTimelineItemsConnection!",
      args: [...PAGED, "itemTypes", "since", "skip"],
    },
  },
  PullRequest: {
    number: { type: "Int!" },
    mergedAt: { type: "DateTime" },
    baseRefName: { type: "String!" },
    repository: { type: "Repository!" },
  },
  Blob: {
    oid: { type: "GitObjectID!" },
    text: { type: "String" },
    isTruncated: { type: "Boolean!" },
    isBinary: { type: "Boolean" },
  },
  Commit: {
    associatedPullRequests: { type: "PullRequestConnection", args: [...PAGED, "orderBy"] },
  },
  ClosedEvent: { closer: { type: "Closer" } },
  MarkedAsDuplicateEvent: { canonical: { type: "IssueOrPullRequest" } },
  UnmarkedAsDuplicateEvent: { canonical: { type: "IssueOrPullRequest" } },
  Discussion: {
    number: { type: "Int!" },
    title: { type: "String!" },
    body: { type: "String!" },
    closed: { type: "Boolean!" },
    closedAt: { type: "DateTime" },
    stateReason: { type: "DiscussionStateReason" },
    authorAssociation: { type: "CommentAuthorAssociation!" },
    createdAt: { type: "DateTime!" },
    updatedAt: { type: "DateTime!" },
    category: { type: "DiscussionCategory!" },
    labels: { type: "LabelConnection", args: [...PAGED, "orderBy"] },
    answer: { type: "DiscussionComment" },
    comments: { type: "DiscussionCommentConnection!", args: PAGED },
  },
  DiscussionComment: {
    databaseId: { type: "Int" },
    body: { type: "String!" },
    authorAssociation: { type: "CommentAuthorAssociation!" },
    createdAt: { type: "DateTime!" },
    updatedAt: { type: "DateTime!" },
    replies: { type: "DiscussionCommentConnection!", args: PAGED },
  },
  DiscussionCategory: { name: { type: "String!" } },
  Label: { name: { type: "String!" } },
  PageInfo: { hasNextPage: { type: "Boolean!" }, endCursor: { type: "String" } },
  ...connections("Discussion", "DiscussionComment", "PullRequest", "Label", "IssueTimelineItems"),
};

export const UNIONS: Readonly<Record<string, readonly string[]>> = {
  GitObject: ["Blob", "Commit", "Tag", "Tree"],
  Closer: ["Commit", "ProjectV2", "PullRequest"],
  IssueOrPullRequest: ["Issue", "PullRequest"],
  IssueTimelineItems: ["ClosedEvent", "MarkedAsDuplicateEvent", "UnmarkedAsDuplicateEvent"],
};

export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  IssueStateReason: ["COMPLETED", "DUPLICATE", "NOT_PLANNED", "REOPENED"],
  DiscussionStateReason: ["DUPLICATE", "OUTDATED", "REOPENED", "RESOLVED"],
  CommentAuthorAssociation: [
    "COLLABORATOR",
    "CONTRIBUTOR",
    "FIRST_TIMER",
    "FIRST_TIME_CONTRIBUTOR",
    "MANNEQUIN",
    "MEMBER",
    "NONE",
    "OWNER",
  ],
};

function connections(...names: readonly string[]): Record<string, Record<string, Field>> {
  return Object.fromEntries(
    names.map((name) => [
      `${name}Connection`,
      {
        nodes: { type: `[${name}]` },
        pageInfo: { type: "PageInfo!" },
        totalCount: { type: "Int!" },
      },
    ]),
  );
}
