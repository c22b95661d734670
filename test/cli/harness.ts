// The real command, started as a process in a temporary community of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect } from "vitest";

export const ROOT = resolve(import.meta.dirname, "../..");
export const BIN = join(ROOT, "bin/tracehound.mjs");
/** Longer than any command here takes on a busy machine; shorter than a test may. */
const RUN_MS_MAX = 25_000;
/** Put where secrets go; no output may hold it. */
export const SECRET = "hunter2-s3cr3t";

const CONFIG = `product: { name: Acme, fact: acme.version }
in_app: ["site-packages/acme/"]
`;

const FACTS = `setting_prefixes: [ACME_]
libraries: [acme]
facts:
  - name: acme.version
    title: Acme version
    kind: version
    ask: Which Acme version runs it?
    how: acme --version
    said: [acme <version>, acme==<version>]
`;

const REFERENCES = `references:
  pools: { title: "Acme: pools", url: "https://docs.acme.test/pools" }
`;

const ENTRY = `---
id: pool-drained
title: The pool is drained
aliases: [pool-empty]
status: verified
owner: dana
reviewed: 2026-01-01
checked_against: Acme 3.1
affects: { acme.version: ">=2.0,<4" }
match:
  any:
    - message: pool limit of size <int> reached
questions:
  - { fact: acme.version, why: The default changed in 3.0. }
reports:
  - { issue: acme/app#7, title: Pool drained, state: open, checked: "2026-01-01", why: the same }
references: [pools]
---

## What happened
The pool had no slot left.

## Fix
### Give slots back
Close what you open.
`;

const REPORTS = `match:
  - { name: plain, report: "PoolError: pool limit of size 5 reached" }
  - { name: versioned, report: "acme 3.0.0: PoolError: pool limit of size 5 reached" }
not:
  - { name: another error, report: "ZebraError: stripes are inverted" }
  - { name: a greeting, report: "hello there" }
`;

export const PASTE = `acme 3.0.1 says
Traceback (most recent call last):
  File "/srv/venv/lib/python3.12/site-packages/acme/pool.py", line 41, in take
    raise PoolError(message)
acme.errors.PoolError: pool limit of size 5 reached
`;

const FILES: Readonly<Record<string, string>> = {
  "config.yaml": CONFIG,
  "knowledge/facts.yaml": FACTS,
  "knowledge/references.yaml": REFERENCES,
  "knowledge/db/pool-drained.md": ENTRY,
  "knowledge/db/pool-drained.reports.yaml": REPORTS,
};

// Not `onTestFinished`: which test is running is not known where several run at once.
const endings: (() => unknown)[] = [];
afterAll(() => endings.reverse().forEach((end) => void end()));

/** A folder with a config.yaml and one entry, gone when the tests end. `changes` win; null removes. */
export function community(changes: Readonly<Record<string, string | Buffer | null>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "tracehound-cli-"));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type RunOptions = {
  /** Working folder, and where config.yaml is. */
  readonly folder: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs `tracehound` to its end. No setting of this machine reaches it. */
export async function tracehound(args: readonly string[], options: RunOptions): Promise<Ran> {
  const child = start(args, options);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  child.stdin.on("error", () => {}); // it may end before it has read everything
  child.stdin.end(options.input ?? "");
  const [code] = await once(child, "close");
  return { code: code ?? -1, stdout: stdout(), stderr: stderr() };
}

/** The same, running: the test ends it, or its time does. */
export function start(args: readonly string[], { folder, env = {} }: RunOptions) {
  return startProcess(process.execPath, [BIN, ...args], folder, env);
}

export function startProcess(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
) {
  const child = spawn(command, args, {
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      TRACEHOUND_CONFIG: "config.yaml",
      ...env,
    },
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), RUN_MS_MAX);
  child.on("exit", () => clearTimeout(timer));
  endings.push(() => child.kill("SIGKILL"));
  return child;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** The lines of a `--jsonl` output. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** What every refusal owes the person who reads it. */
export function expectRefusal(ran: Ran, code: number, says: readonly string[]): void {
  for (const part of says) expect(ran.stderr).toContain(part);
  expect(ran.stderr).not.toMatch(/^\s+at |unexpected:/m);
  expect(ran.stdout + ran.stderr).not.toContain(SECRET);
  expect(ran.code).toBe(code);
}
