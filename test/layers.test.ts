// The import rules of ARCHITECTURE.md, as a test.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

// The core, innermost first: a layer may import itself and the layers before it.
const CORE =
  "errors text trace incident knowledge storage search diagnosis answer conversation respond proving work".split(
    " ",
  );
// Edges and joiners may import these; the core may not.
const SHELL = ["log", "metrics"];
// Any other name in src/ is an edge: it may import the core and itself. Only a joiner joins edges.
const JOINERS =
  "bounded-worker cli main engine engine-core engine-host engine-index intake intake-host mirror mirror-host services fresh live load config config-checks config-delivery config-file".split(
    " ",
  );
// These are imported by their owners and by nobody else. That keeps the rest pure.
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  "@hono/node-server": ["web"],
  "@octokit/plugin-retry": ["github"],
  "@octokit/plugin-throttling": ["github"],
  "@octokit/rest": ["github"],
  "@slack/bolt": ["slack"],
  "@slack/types": ["slack"],
  "@slack/web-api": ["slack"],
  openai: ["llm"],
  undici: ["slack"],
  pino: ["log"],
  "prom-client": ["metrics"],
  "@renovatebot/pep440": ["knowledge"],
  "@secretlint/core": ["text"],
  "@secretlint/profiler": ["text"],
  "@secretlint/secretlint-rule-preset-recommend": ["text"],
  "better-sqlite3": ["storage", "cli"], // in memory, as a peer of an evaluation
  minisearch: ["cli"], // a development package, loaded only where it is there
  hono: ["web"],
  kysely: ["storage"],
  marked: ["knowledge"],
  semver: ["knowledge"],
  yaml: ["knowledge", "config-file", "llm"],
  zod: [
    "incident",
    "knowledge",
    "search",
    "answer",
    "cli",
    "config-delivery",
    "config-file",
    "github",
    "llm",
    "slack",
    "web",
  ],
  "node:crypto": ["trace", "main", "web", "work"],
  "node:child_process": ["cli"],
  "node:http": ["web"],
  "node:os": ["cli"],
  "node:fs": ["storage", "load", "config-file", "cli", "engine-core", "web", "llm"],
  "node:path": ["storage", "load", "config", "engine-core", "cli", "web", "llm"],
  "node:timers": ["text", "search", "slack", "main", "engine", "engine-core", "mirror-host"],
  "node:v8": ["main"],
  "node:util": ["text", "cli"],
  "node:worker_threads": ["bounded-worker", "engine", "intake", "mirror", "mirror-host"],
};

type Import = { readonly file: string; readonly from: string; readonly target: string };

function layerOf(path: string): string {
  return (relative(SRC, path).split("/")[0] ?? "").replace(/\.ts$/, "");
}

function importsOf(path: string): Import[] {
  const source = readFileSync(path, "utf8");
  const found = source.matchAll(
    /^(?:import|export)[^"';]*?from "([^"]+)"|import\("([^"]+)"\)|^import "([^"]+)"/gm,
  );
  return [...found].map((match) => ({
    file: relative(SRC, path),
    from: layerOf(path),
    target: match[1] ?? match[2] ?? match[3] ?? "",
  }));
}

function isAllowed({ file, from, target }: Import): boolean {
  if (!target.startsWith(".")) {
    const name = target.startsWith("@")
      ? target.split("/").slice(0, 2).join("/")
      : (target.split("/")[0] ?? "");
    return OWNERS[name]?.includes(from) ?? false;
  }
  const to = layerOf(resolve(SRC, dirname(file), target));
  if (JOINERS.includes(from) || from === to) return true;
  if (SHELL.includes(to)) return !CORE.includes(from);
  if (SHELL.includes(from)) return CORE.includes(to);
  return CORE.includes(from) ? CORE.slice(0, CORE.indexOf(from)).includes(to) : CORE.includes(to);
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.includes("assets"))
  .map((name) => join(SRC, name));

test("every import obeys the layers and the owners", () => {
  const broken = files
    .flatMap(importsOf)
    .filter((it) => !isAllowed(it))
    .map(({ file, target }) => `${file} may not import ${target}`);
  expect(broken).toEqual([]);
});

test("the rules bite: a core file that reaches outwards is refused", () => {
  expect(isAllowed({ file: "text/redact.ts", from: "text", target: "../answer/compose.ts" })).toBe(
    false,
  );
  expect(isAllowed({ file: "answer/compose.ts", from: "answer", target: "kysely" })).toBe(false);
  expect(isAllowed({ file: "web/app.ts", from: "web", target: "../cli/ask.ts" })).toBe(false);
});

test("nothing in src knows the supported product", () => {
  // Comments may give examples; `text/` knows the shapes of many vendors' keys, this one's too.
  const code = (path: string) =>
    readFileSync(path, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const named = files.filter((path) => layerOf(path) !== "text" && /prefect/i.test(code(path)));
  expect(named.map((path) => relative(SRC, path))).toEqual([]);
});

test("files stay readable: none over 300 lines", () => {
  const long = files.filter((path) => readFileSync(path, "utf8").split("\n").length > 300);
  expect(long.map((path) => relative(SRC, path))).toEqual([]);
});
