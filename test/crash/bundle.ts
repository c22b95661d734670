// The process under test as one file. Its sources and packages are some seven hundred files, and to load them one by
// one took half of the CPU of a run: every kill needs a process that has loaded them.

import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { rolldown } from "rolldown";

const ENTRY = join(import.meta.dirname, "bot.ts");
/** Below `node_modules`, so that the native package, which stays outside, is found from there. */
const FOLDER = resolve(import.meta.dirname, "../../node_modules/.cache/tracehound-crash");

let made: Promise<string> | null = null;

/** The file, made once for each run and gone with it. */
export function bundleBot(): Promise<string> {
  made ??= bundle(join(FOLDER, `${process.pid}.mjs`));
  return made;
}

async function bundle(file: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  process.once("exit", () => rmSync(file, { force: true }));
  const bundled = await rolldown({
    input: ENTRY,
    platform: "node",
    external: ["better-sqlite3"],
    logLevel: "silent", // of packages, about themselves
  });
  await bundled.write({ file, format: "esm", codeSplitting: false });
  await bundled.close();
  return file;
}
