#!/usr/bin/env node
// The command. Plain JavaScript on purpose: an old Node must be able to read it, because its first
// act is to hand over to the Node 24 of the lockfile. better-sqlite3 crashes an older Node outright.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import nodeModule, { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 24;

/** The Node binary of the lockfile's optional dependency, or null on a platform that has none. */
function lockedNode() {
  try {
    const name = `node-${process.platform}-${process.arch}/package.json`;
    const manifest = createRequire(import.meta.url).resolve(name);
    const binary = join(dirname(manifest), "bin", "node");
    return existsSync(binary) ? binary : null;
  } catch {
    return null; // not installed: the message below says what to do
  }
}

function refuse(why) {
  process.stderr.write(
    `${why}\nRun \`npm ci\` in the project folder (it brings the right Node), or install Node ${NODE_MAJOR_MIN}.\n`,
  );
  process.exit(1);
}

/**
 * Keeps compiled code between starts, which saves about a third of a second; workers learn of the
 * folder by the environment. Not under /tmp: there, other users could put code in our place.
 */
function keepCompiled() {
  const folder = fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url));
  process.env.NODE_COMPILE_CACHE ??= folder;
  nodeModule.enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

async function start() {
  keepCompiled();
  try {
    await import("../src/cli.ts");
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    refuse(`tracehound is not installed: ${error.message.split("\n")[0]}`);
  }
}

function handOver() {
  const node = lockedNode();
  if (!node) {
    refuse(`tracehound needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.versions.node}.`);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // A signal to this process alone is passed on. One to the whole group (Ctrl+C) reaches the child
  // twice, which it knows how to take.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("error", (error) => refuse(`${node} cannot be started (${error.code}).`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) await start();
else handOver();
