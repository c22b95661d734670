// Takes the knowledge folder from disk. The only reader of those files.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { SetupError } from "./errors.ts";
import { type Knowledge, type KnowledgeFile, readKnowledge } from "./knowledge/knowledge.ts";

/**
 * Reads `knowledge/` under `root`.
 * @throws SetupError when the folder or a file cannot be read at all; what a file says wrong is in
 * `problems` of the result.
 */
export function loadKnowledge(root: string): Knowledge {
  const folder = join(root, "knowledge");
  return readKnowledge(readFiles(folder));
}

/** As `loadKnowledge`, but an answer must not be given from knowledge that is broken. */
export function requireKnowledge(root: string): Knowledge {
  const knowledge = loadKnowledge(root);
  if (knowledge.problems.length === 0) return knowledge;
  throw new SetupError(`${join(root, "knowledge")}:\n${knowledge.problems.join("\n")}`, {
    hint: "Correct the files above; `tracehound knowledge lint` checks them all.",
  });
}

function readFiles(folder: string): KnowledgeFile[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile() && /\.(?:md|yaml)$/.test(item.name))
      .map((item) => join(item.parentPath, item.name))
      .map((path) => ({
        path: relative(folder, path).replaceAll("\\", "/"),
        text: readFileSync(path, "utf8"),
      }));
  } catch (error) {
    throw new SetupError(`the knowledge folder cannot be read: ${String(error)}`, {
      hint: "knowledge/ lies beside config.yaml; check that it exists and that this user may read it.",
      cause: error,
    });
  }
}
