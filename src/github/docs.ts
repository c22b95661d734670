// A folder of Markdown in a repository. Git names every text by its content, so only texts that are
// new are read, and a run that dies goes on with those that are missing.

import { type DocsPlace, docUrl, toDocRow } from "../search/ingest-sync.ts";
import { slices } from "../storage/issues.ts";
import { loadStream } from "../storage/sync.ts";
import { finishDocs, loadDocs, saveDoc } from "../storage/sync-pages.ts";
import type { Outcome } from "./changes.ts";
import { readText, readTexts, TEXTS_PER_QUERY } from "./doc-texts.ts";
import { count, getFrom, mayGoOn, type RepositorySync, toMark } from "./repository.ts";
import { Branch, parse, Tree } from "./shapes.ts";

const FILES_MAX = 5_000;
const FILE_BYTES_MAX = 500_000; // a page of documentation has some 10 KB; more is generated

type DocFile = { readonly path: string; readonly sha: string };

/** "absent": there is no such folder. "partial": it is too large, and its first pages were read. */
export async function syncDocs(
  sync: RepositorySync,
  place: DocsPlace,
): Promise<Outcome | "partial"> {
  const { db, source, branch } = sync;
  const repository = source.repository.toLowerCase();
  // The folder belongs to the state: another one in config.yaml is read anew.
  const { cursor, etag } = await loadStream(db, repository, "docs");
  const folder = place.path.replace(/^\/+|\/+$/g, "");
  const setting = `${folder} ${place.url ?? ""}`;
  const head = await getFrom(sync, "/git/ref/{+ref}", {
    etag: cursor === setting ? etag : null,
    parameters: { ref: `heads/${branch}` },
  });
  if (head.kind !== "ok") return head.kind;
  const commit = parse(Branch, head.data, "the branch").object.sha;

  const listed = await listFiles(sync, commit, folder);
  if (!listed) return "absent";
  const stored = await loadDocs(db, repository);
  const docs = { path: folder, url: place.url };
  const open = listed.files.filter(({ path, sha }) => {
    const before = stored.get(path);
    return before?.blob !== sha || before.url !== docUrl(path, docs);
  });
  for (const some of slices(open, TEXTS_PER_QUERY)) {
    if (!mayGoOn(sync)) return "more";
    const texts = sync.hasToken
      ? await readTexts(
          sync,
          some.map((file) => file.sha),
        )
      : new Map<string, string>();
    for (const { path, sha } of some) {
      if (!texts.has(sha) && !mayGoOn(sync)) return "more";
      const text = texts.get(sha) ?? (await readText(sync, sha));
      if (text === null) continue;
      await saveDoc(db, toDocRow({ path, blob: sha, commit, text }, docs, source));
      count(sync, "docs", 1);
    }
  }
  const kept = new Set(listed.files.map((file) => file.path));
  const gone = listed.isWhole ? [...stored.keys()].filter((path) => !kept.has(path)) : [];
  await finishDocs(db, gone, toMark(sync, "docs", { cursor: setting, etag: head.etag }));
  return listed.isWhole ? "done" : "partial";
}

/** Walks down to the folder: the tree of a whole repository can be too large for one answer. */
async function listFiles(
  sync: RepositorySync,
  commit: string,
  folder: string,
): Promise<{ readonly files: readonly DocFile[]; readonly isWhole: boolean } | null> {
  let sha = commit;
  for (const name of folder.split("/").filter(Boolean)) {
    const level = await readTree(sync, sha, false);
    const next = level?.tree.find((item) => item.path === name && item.type === "tree");
    if (!next) return null;
    sha = next.sha;
  }
  const found = await readTree(sync, sha, true);
  if (!found) return null;
  const pages = found.tree
    .filter((item) => item.type === "blob" && /\.mdx?$/i.test(item.path))
    .filter((item) => (item.size ?? 0) <= FILE_BYTES_MAX)
    .map((item) => ({ path: [folder, item.path].filter(Boolean).join("/"), sha: item.sha }));
  const isWhole = !found.truncated && pages.length <= FILES_MAX;
  return { files: pages.slice(0, FILES_MAX), isWhole };
}

async function readTree(sync: RepositorySync, sha: string, isDeep: boolean) {
  const answer = await getFrom(sync, "/git/trees/{tree_sha}", {
    parameters: { tree_sha: sha, ...(isDeep && { recursive: "1" }) },
  });
  return answer.kind === "ok" ? parse(Tree, answer.data, "a folder") : null;
}
