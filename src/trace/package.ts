// Whose code a frame is, by where package managers put it. Paths only: nothing is looked up.

import type { Frame } from "./trace.ts";

// The part of a path behind which a package's name stands, one pattern a package manager.
const PLACES: readonly RegExp[] = [
  /(?:site|dist)-packages\/([\w-]+)(?:\/|\.pyx?\b|\.so\b)/,
  /node_modules\/(?!.*node_modules\/)(@[\w.-]+\/[\w.-]+|[\w.-]+)\//,
  /\/gems\/(?:[^/]+\/gems\/)?([a-zA-Z][\w-]*?)-\d[\w.]*\//,
  /\/(?:registry\/src\/[^/]+|git\/checkouts)\/([a-z][\w-]*?)-[\da-f][\w.+-]*\//,
  /\/pkg\/mod\/(\S+?)@v/,
  /\/vendor\/([a-z0-9][\w.-]*\/[\w.-]+)\//,
  /\/deps\/([a-z]\w*)\/lib\//,
];
const STANDARD: readonly (readonly [RegExp, string])[] = [
  [/\/lib\/python\d[\d.]*\/(?!(?:site|dist)-packages)/, "python"],
  [/^node:|^internal\//, "node"],
  [/\/rustc\/[0-9a-f]+\//, "rust"],
  [/\/(?:usr\/(?:local\/)?(?:lib\/)?go|go\d*)\/src\//, "go"],
];
const PATH_CHARS_MAX = 2_000;

/**
 * The package that a frame's file belongs to; null for the asker's own code, and where no path tells.
 *
 * @example packageOf({ file: "/venv/lib/python3.12/site-packages/httpx/_client.py", … }) // "httpx"
 */
export function packageOf({ file }: Pick<Frame, "file">): string | null {
  if (file === null || file.length > PATH_CHARS_MAX) return null;
  const path = file.replaceAll("\\", "/");
  for (const place of PLACES) {
    const name = place.exec(path)?.[1];
    if (name) return name;
  }
  return STANDARD.find(([place]) => place.test(path))?.[1] ?? null;
}
