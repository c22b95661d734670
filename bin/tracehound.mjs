#!/usr/bin/env node
// The command. Plain JavaScript on purpose: an old Node must be able to read it, because its first
// act is to hand over to the Node 24 of the lockfile. better-sqlite3 crashes an older Node outright.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const NODE_MAJOR_MIN = 24;

/** The Node binary of the lockfile's optional dependency, or null on a platform that has none. */
function lockedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `node-${process.platform}-${process.arch}/package.json`,
    );
    const binary = join(dirname(manifest), "bin", "node");
    return existsSync(binary) ? binary : null;
  } catch {
    return null; // not installed: the message below says what to do
  }
}

if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) {
  await import("../src/cli.ts");
} else {
  const node = lockedNode();
  if (!node) {
    process.stderr.write(
      `tracehound needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.versions.node}.\n` +
        "Run `npm ci` in the project folder (it brings the right Node), or install Node 24.\n",
    );
    process.exit(1);
  }
  // A signal to the group reaches the child by itself; one to this process alone is passed on.
  const child = spawn(node, [import.meta.filename ?? new URL(import.meta.url).pathname, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}
