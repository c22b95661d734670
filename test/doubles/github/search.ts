// The search for issues: as much of its language as is used, within GitHub's limits.

import type { Reply } from "./endpoints.ts";
import type { Issue, Repository } from "./model.ts";
import type { issueJson, SearchShape } from "./shapes.ts";

const QUERY_CHARS_MAX = 256; // without qualifiers: docs.github.com/en/rest/search/search
const QUALIFIER = /(?<=^| )(is|repo|in):(\S+)/g;

/** All words must be in the title or the body; without `is:issue` GitHub refuses. */
export function search(
  query: URLSearchParams,
  repositories: readonly Repository[],
  print: (issue: Issue, at: Repository) => ReturnType<typeof issueJson>,
): Reply {
  const text = query.get("q") ?? "";
  const is = (name: string) =>
    [...text.matchAll(QUALIFIER)].filter((it) => it[1] === name).map((it) => it[2] ?? "");
  const rest = text.replace(QUALIFIER, " ").trim();
  const words = [...rest.matchAll(/"([^"]+)"|(\S+)/g)].map((it) =>
    (it[1] ?? it[2] ?? "").toLowerCase(),
  );
  if (rest.length > QUERY_CHARS_MAX) return wrong("The search is longer than 256 characters.");
  if (words.length === 0) return wrong("nothing is searched for");
  if (!is("is").includes("issue"))
    return wrong("Query must include 'is:issue' or 'is:pull-request'");
  const [name, ...others] = is("repo");
  if (!name || others.length > 0) return wrong("exactly one repository is searched");
  const at = repositories.find((it) => it.name.toLowerCase() === name.toLowerCase());
  if (!at || at.isDeleted || at.isPrivate) {
    return { kind: "status", status: 422, message: "Validation Failed" };
  }
  const found = at.issues.filter((it) => {
    const here = `${it.title} ${it.body}`.toLowerCase();
    return !it.pull && !it.isDeleted && !it.movedTo && words.every((word) => here.includes(word));
  });
  const items = found.slice(0, Number(query.get("per_page") ?? 30));
  return {
    kind: "json",
    value: {
      total_count: found.length,
      incomplete_results: false,
      items: items.map((it) => ({ ...print(it, at), score: 1 })),
    } satisfies SearchShape,
  };
}

function wrong(message: string): Reply {
  return { kind: "violation", message: `/search/issues: ${message}` };
}
