// Standard input, bounded: whole for one report, line by line for `--jsonl`.

import { SetupError } from "../errors.ts";
import type { Problem } from "../text/report.ts";

/** Longest report and longest JSON line that are read. */
export const INPUT_BYTES_MAX = 8 * 1024 * 1024;
const HALF_BYTES = INPUT_BYTES_MAX / 2;
const LINE_FEED = 10;

type Bytes = AsyncIterable<Buffer | string>;

export type Input = { readonly text: string; readonly problems: readonly Problem[] };

/**
 * Everything on a stream. Of more than `INPUT_BYTES_MAX` the first and the last half are kept,
 * because the line that decides is often the last one; the problem `input-cut` says so.
 */
export async function readAll(stream: Bytes): Promise<Input> {
  const head: Buffer[] = [];
  let tail: Buffer[] = [];
  let headBytes = 0;
  let tailBytes = 0;
  let dropped = 0;
  for await (const chunk of readable(stream, "standard input")) {
    const room = HALF_BYTES - headBytes;
    if (room > 0) head.push(chunk.subarray(0, room));
    headBytes += Math.min(room, chunk.length);
    if (chunk.length <= room) continue;
    tail.push(chunk.subarray(room));
    tailBytes += chunk.length - room;
    if (tailBytes < INPUT_BYTES_MAX) continue; // trimmed only now and then: each time is a copy
    const kept = Buffer.concat(tail).subarray(-HALF_BYTES);
    dropped += tailBytes - kept.length;
    tail = [Buffer.from(kept)];
    tailBytes = kept.length;
  }
  const rest = Buffer.concat(tail);
  const end = dropped > 0 || rest.length > HALF_BYTES ? rest.subarray(-HALF_BYTES) : rest;
  dropped += rest.length - end.length;
  if (dropped === 0) return { text: Buffer.concat([...head, end]).toString("utf8"), problems: [] };
  const message = `The input was longer than 8 MB: ${dropped} bytes in its middle were not read.`;
  return {
    text: `${Buffer.concat(head).toString("utf8")}\n${end.toString("utf8")}`,
    problems: [{ code: "input-cut", message }],
  };
}

export type Line = { readonly number: number; readonly text: string | null };

/**
 * Lines of a stream, counted from 1; `text` is null for one longer than `INPUT_BYTES_MAX`.
 * @throws SetupError, with `name`, when it cannot be read.
 */
export async function* readLines(stream: Bytes, name = "standard input"): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  const take = (): Line => {
    number += 1;
    const text = bytes > INPUT_BYTES_MAX ? null : Buffer.concat(parts).toString("utf8");
    parts = [];
    bytes = 0;
    return { number, text };
  };
  const add = (part: Buffer) => {
    bytes += part.length;
    if (bytes <= INPUT_BYTES_MAX) parts.push(part);
    else parts = [];
  };
  for await (const chunk of readable(stream, name)) {
    let rest = chunk;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      add(rest.subarray(0, end));
      yield take();
      rest = rest.subarray(end + 1);
    }
    add(rest);
  }
  if (bytes > 0) yield take();
}

/** Standard input; a person in front of a terminal is told what is waited for. */
export function standardInput(what: string): Bytes {
  if (process.stdin.isTTY) {
    const end = process.platform === "win32" ? "Ctrl+Z and Enter" : "Ctrl+D";
    process.stderr.write(`Waiting for ${what}: paste it, then press ${end} on a new line.\n`);
  }
  return process.stdin;
}

async function* readable(stream: Bytes, name: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new SetupError(
      `${name} cannot be read${REASONS[String(error.code)] ?? ` (${error.code})`}`,
      {
        hint: "Name an existing file that this user may read.",
        cause: error,
      },
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: ": there is no such file",
  EISDIR: ": it is a folder",
  EACCES: ": this user may not read it",
};
