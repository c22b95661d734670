// The double's objects as GitHub's REST API prints them. Their types are generated from GitHub's OpenAPI
// description, and come with Octokit: a field that is not in it, or of another type, does not compile.

import type { RestEndpointMethodTypes as Rest } from "@octokit/rest";

import { type Comment, type Issue, type Release, type Repository, sha } from "./model.ts";

type Answer<
  Group extends keyof Rest,
  Method extends keyof Rest[Group],
> = Rest[Group][Method] extends {
  response: { data: infer Body };
}
  ? Body
  : never;
/** A part of an object, and of those in it: the double prints what is used and what surrounds it. */
type Part<Whole> = Whole extends readonly (infer Item)[]
  ? Part<Item>[]
  : Whole extends object
    ? { [Key in keyof Whole]?: Part<Whole[Key]> }
    : Whole;
type RepositoryShape = Part<Answer<"repos", "get">>;
type IssueShape = Part<Answer<"issues", "get">> & Part<Answer<"issues", "listForRepo">[number]>;
type CommentShape = Part<Answer<"issues", "listCommentsForRepo">[number]>;
type ReleaseShape = Part<Answer<"repos", "listReleases">[number]>;
type TreeShape = Part<Answer<"git", "getTree">>;
type BlobShape = Part<Answer<"git", "getBlob">>;
export type RefShape = Part<Answer<"git", "getRef">>;
export type SearchShape = Part<Answer<"search", "issuesAndPullRequests">>;

export function repositoryJson(it: Repository, base: string): RepositoryShape {
  const [login = "", name = ""] = it.name.split("/");
  return {
    id: it.id,
    node_id: `R_${it.id}`,
    name,
    full_name: it.name,
    private: it.isPrivate,
    visibility: it.isPrivate ? "private" : "public",
    owner: { login, id: 1, type: "Organization" },
    html_url: `https://github.com/${it.name}`,
    url: `${base}/repos/${it.name}`,
    archived: false,
    disabled: false,
    default_branch: it.branch,
  };
}

export function issueJson(it: Issue, repository: Repository, base: string) {
  const home = `${base}/repos/${repository.name}`;
  const kind = it.pull ? "pull" : "issues";
  return {
    id: repository.id * 100_000 + it.number,
    node_id: `I_${it.number}`,
    url: `${home}/issues/${it.number}`,
    repository_url: home,
    comments_url: `${home}/issues/${it.number}/comments`,
    html_url: `https://github.com/${repository.name}/${kind}/${it.number}`,
    number: it.number,
    title: it.title,
    body: it.body,
    state: it.state,
    state_reason: it.state === "closed" ? (it.state_reason ?? "completed") : null,
    locked: false,
    user: { login: "octocat", id: 583_231, type: "User" },
    labels: it.labels.map((name, id) => ({ id, name, color: "ededed", default: false })),
    assignees: [],
    milestone: null,
    comments: repository.comments.filter((comment) => comment.number === it.number).length,
    author_association: it.association,
    created_at: it.created_at,
    updated_at: it.updated_at,
    closed_at: it.state === "closed" ? (it.closed_at ?? it.updated_at) : null,
    ...(it.pull && { pull_request: { url: `${home}/pulls/${it.number}`, ...it.pull } }),
  } satisfies IssueShape;
}

export function commentJson(it: Comment, repository: Repository, base: string): CommentShape {
  const home = `${base}/repos/${repository.name}`;
  return {
    id: it.id,
    node_id: `IC_${it.id}`,
    url: `${home}/issues/comments/${it.id}`,
    issue_url: `${home}/issues/${it.number}`,
    html_url: `https://github.com/${repository.name}/issues/${it.number}#issuecomment-${it.id}`,
    user: { login: "octocat", id: 583_231, type: "User" },
    author_association: it.association,
    body: it.body,
    created_at: it.created_at,
    updated_at: it.updated_at,
  };
}

export function releaseJson(it: Release, repository: Repository, base: string): ReleaseShape {
  return {
    id: it.id,
    url: `${base}/repos/${repository.name}/releases/${it.id}`,
    html_url: `https://github.com/${repository.name}/releases/tag/${it.tag}`,
    tag_name: it.tag,
    target_commitish: repository.branch,
    name: it.name,
    body: it.body,
    draft: false,
    prerelease: it.tag.includes("rc"),
    created_at: it.created_at,
    published_at: it.created_at,
    assets: [],
  };
}

type TreeItem = { path: string; mode: string; type: "blob" | "tree"; sha: string; size?: number };

/** A tree by its name or that of a commit; null when there is none. */
export function treeJson(repository: Repository, name: string, isDeep: boolean): TreeShape | null {
  for (const { sha: commit, files } of repository.commits) {
    for (const folder of ["", ...foldersOf(files)]) {
      const treeSha = folder === "" ? commit : shaOf(files, folder);
      if (treeSha === name)
        return { sha: name, truncated: false, tree: items(files, folder, isDeep) };
    }
  }
  return null;
}

export function blobJson(repository: Repository, name: string): BlobShape | null {
  const texts = repository.commits.flatMap((commit) => [...commit.files.values()]);
  const text = texts.find((it) => sha("blob", it) === name);
  if (text === undefined) return null;
  const content = Buffer.from(text).toString("base64").replace(/.{60}/g, "$&\n"); // lines, as there
  return { sha: name, size: Buffer.byteLength(text), encoding: "base64", content };
}

function items(files: ReadonlyMap<string, string>, folder: string, isDeep: boolean): TreeItem[] {
  const inside = folder === "" ? "" : `${folder}/`;
  const blobs = [...files]
    .filter(([path]) => path.startsWith(inside))
    .map(([path, text]): TreeItem => {
      const size = Buffer.byteLength(text);
      return {
        path: path.slice(inside.length),
        mode: "100644",
        type: "blob",
        sha: sha("blob", text),
        size,
      };
    });
  const trees = foldersOf(files)
    .filter((path) => path.startsWith(inside) && path !== folder)
    .map((path): TreeItem => {
      return {
        path: path.slice(inside.length),
        mode: "040000",
        type: "tree",
        sha: shaOf(files, path),
      };
    });
  return [...trees, ...blobs].filter((item) => isDeep || !item.path.includes("/"));
}

function foldersOf(files: ReadonlyMap<string, string>): string[] {
  const folders = [...files.keys()].flatMap((path) => {
    const names = path.split("/").slice(0, -1);
    return names.map((_, at) => names.slice(0, at + 1).join("/"));
  });
  return [...new Set(folders)];
}

function shaOf(files: ReadonlyMap<string, string>, folder: string): string {
  return sha(
    "tree",
    JSON.stringify([folder, [...files].filter(([path]) => path.startsWith(`${folder}/`))]),
  );
}
