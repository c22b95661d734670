// `tracehound knowledge diff FILE --against REVISION`: what a change of the knowledge changes for
// past reports. The reports are answered twice, with the knowledge as it is and as it was.

import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Answer } from "../answer/answer.ts";
import type { Config } from "../config.ts";
import { SetupError } from "../errors.ts";
import { answerTo } from "../proving.ts";
import type { Services } from "../respond.ts";
import { openServices } from "../services.ts";
import { readLines } from "./input.ts";
import { toItem } from "./jsonl.ts";
import { writeLine } from "./output.ts";
import { progress } from "./progress.ts";

const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024;

/** `against`: a folder that holds `knowledge/`, or a git revision. */
export async function diffKnowledge(
  config: Config,
  file: string,
  against: string,
): Promise<number> {
  const before = checkOut(config.root, against);
  const [old, now] = [
    await openServices({ ...config, root: before.root }),
    await openServices(config),
  ];
  try {
    const changes = await compare(file, old.services, now.services);
    for (const { id, was, is } of changes.list) await writeLine(`${id}: ${was} -> ${is}`);
    const most = `${changes.list.length} of ${changes.reports} reports are answered differently`;
    await writeLine(
      changes.unread > 0
        ? `${most}; ${changes.unread} ${changes.unread === 1 ? "line" : "lines"} could not be read`
        : most,
    );
    return 0;
  } finally {
    await Promise.all([old.close(), now.close()]);
    before.remove();
  }
}

type Change = { readonly id: string; readonly was: string; readonly is: string };

async function compare(file: string, old: Services, now: Services) {
  const list: Change[] = [];
  let [reports, unread] = [0, 0];
  const show = progress("reports");
  for await (const { number, text } of readLines(createReadStream(file), file)) {
    if (text?.trim() === "") continue;
    const item = toItem(number, text);
    if ("error" in item) {
      unread += 1;
      continue;
    }
    const exclude = item.exclude ?? [];
    const was = verdict(await answerTo(old, item.text, exclude));
    const is = verdict(await answerTo(now, item.text, exclude));
    if (was !== is) list.push({ id: item.id ?? `line ${number}`, was, is });
    show.update(++reports);
  }
  show.end();
  return { list, reports, unread };
}

/** What a maintainer looks at: who takes the report and how surely, and what is recommended. */
function verdict(answer: Answer | null): string {
  if (answer === null) return "silent";
  const near = answer.lead ? `, near ${answer.lead}` : "";
  return answer.entry ? `${answer.level} ${answer.entry}` : `${answer.level}${near}`;
}

function checkOut(root: string, against: string): { root: string; remove: () => void } {
  if (existsSync(join(against, "knowledge"))) return { root: resolve(against), remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "tracehound-knowledge-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    if (against.startsWith("-")) throw new Error("an option is no revision");
    const files = execFileSync("git", ["archive", "--format=tar", against, "knowledge"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: ARCHIVE_BYTES_MAX,
    });
    execFileSync("tar", ["-x", "-C", folder], { input: files, stdio: ["pipe", "ignore", "pipe"] });
    return { root: folder, remove };
  } catch (error) {
    remove();
    throw new SetupError(`there is no knowledge at ${against.slice(0, 80)}`, {
      hint: "--against takes a git revision (HEAD~1, main) or a folder that holds knowledge/.",
      cause: error,
    });
  }
}
