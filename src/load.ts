// Takes the knowledge folder from disk. The only reader of those files.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { SetupError } from "./errors.ts";
import {
  FIXTURES_SUFFIX,
  type Knowledge,
  type KnowledgeFile,
  RECORD_FILES,
  readKnowledge,
} from "./knowledge/knowledge.ts";

const FOLDER = "knowledge";
/** An entry has some kilobytes; more is a file that came here by accident. */
const FILE_BYTES_MAX = 1024 * 1024;

/**
 * Reads `knowledge/` under `root`. What is wrong with a file, or keeps it from being read, is in
 * `problems` of the result.
 * @throws SetupError when the folder itself cannot be read.
 */
export function loadKnowledge(root: string): Knowledge {
  return load(root, () => true);
}

function load(root: string, isWanted: (path: string) => boolean): Knowledge {
  const folder = join(root, FOLDER);
  const files: KnowledgeFile[] = [];
  const unread = new Map<string, string>();
  for (const path of listFiles(folder).filter(isWanted)) {
    const read = readText(join(folder, path));
    if ("text" in read) files.push({ path, text: read.text });
    else unread.set(path, read.problem);
  }
  const knowledge = readKnowledge(files);
  const problems = [...unread].map(([path, problem]) => `${path}: ${problem}`);
  // A file that is there but cannot be read is not missing.
  const others = knowledge.problems.filter((it) => !unread.has(it.replace(/: missing$/, "")));
  return { ...knowledge, problems: [...problems, ...others] };
}

/**
 * What answers need: without the reports beside the entries and what is on record, which take longer to
 * read than the rest.
 * @throws SetupError also when a file is broken: no answer is given from broken knowledge.
 */
export function requireKnowledge(root: string): Knowledge {
  const unneeded: readonly string[] = Object.values(RECORD_FILES);
  const isNeeded = (path: string) => !path.endsWith(FIXTURES_SUFFIX) && !unneeded.includes(path);
  const knowledge = load(root, isNeeded);
  if (knowledge.problems.length === 0) return knowledge;
  throw new SetupError(`${join(root, FOLDER)}:\n${knowledge.problems.join("\n")}`, {
    hint: "Correct the files above; `tracehound knowledge lint` checks them all.",
  });
}

/** `knowledge/example.txt`: what the playground offers as a first report; null for none. */
export function loadExample(root: string): string | null {
  const read = readText(join(root, FOLDER, "example.txt"));
  return "text" in read ? read.text.trim() : null;
}

/** A knowledge file as it was written; `path` as in `Entry.file`. */
export function readSource(root: string, path: string): string {
  return readFileSync(join(root, FOLDER, path), "utf8");
}

/** Paths of Markdown and YAML under `folder`. What begins with a dot is an editor's or a mount's. */
function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => /\.(?:md|yaml)$/.test(item.name))
      .map((item) => relative(folder, join(item.parentPath, item.name)).replaceAll("\\", "/"))
      .filter((path) => !/(?:^|\/)\./.test(path));
  } catch (error) {
    throw new SetupError(`${folder} cannot be read (${codeOf(error)})`, {
      hint: `The folder ${basename(folder)}/ lies beside config.yaml: create it, let this user read it, or name another config.yaml with --config.`,
      cause: error,
    });
  }
}

/** Follows links, because Kubernetes mounts files as such. */
function readText(path: string): { readonly text: string } | { readonly problem: string } {
  try {
    const found = statSync(path);
    if (!found.isFile()) return { problem: "is not a file; rename it, or move it out of here" };
    if (found.size > FILE_BYTES_MAX)
      return { problem: "is larger than 1 MB; no knowledge file is" };
    const bytes = readFileSync(path);
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch (error) {
    const code = codeOf(error);
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      return { problem: "is not UTF-8 text; save it as UTF-8" };
    }
    return { problem: `cannot be read (${code}); let this user read it, or remove it` };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
