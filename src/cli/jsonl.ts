// The `--jsonl` contract: one output line for each input line, in order, with the same id. A bad
// line gives an error in its place and the rest go on.

import { z } from "zod";
import { readLines } from "./input.ts";

const Item = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String).nullish(),
  text: z.string(),
  thread: z
    .array(z.object({ author: z.enum(["asker", "bot", "maintainer", "other"]), text: z.string() }))
    .nullish(),
  exclude: z.array(z.string()).nullish(),
});
export type Item = { readonly id: string | null } & Pick<z.infer<typeof Item>, "text" | "thread" | "exclude">;

export type LineError = { readonly code: string; readonly message: string };

/** Maps every line of `input`; `map` gets checked items and its result becomes one line of output. */
export async function mapJsonl(
  input: AsyncIterable<Buffer | string>,
  write: (line: string) => void,
  map: (item: Item) => Promise<Record<string, unknown>>,
): Promise<void> {
  for await (const { number, text } of readLines(input)) {
    if (text !== null && text.trim() === "") continue;
    write(JSON.stringify(await mapLine(number, text, map)));
  }
}

async function mapLine(
  number: number,
  text: string | null,
  map: (item: Item) => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  if (text === null) return failure(null, "line-too-long", `line ${number} is longer than 8 MB`);
  const value = parse(text);
  if (value === undefined) return failure(null, "not-json", `line ${number} is not JSON`);
  const id = idOf(value);
  const item = Item.safeParse(value);
  if (!item.success) {
    const first = item.error.issues[0];
    const where = first?.path.join(".") || "the line";
    return failure(id, "not-a-report", `line ${number}: ${where}: ${first?.message ?? "not a report"}`);
  }
  try {
    return await map({ ...item.data, id });
  } catch (error) {
    // A line must never take the others with it. The message is ours: reading never quotes input.
    return failure(id, "failed", `line ${number}: ${error instanceof Error ? error.message : "failed"}`);
  }
}

function failure(id: string | null, code: string, message: string): Record<string, unknown> {
  return { id, error: { code, message } satisfies LineError };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // said in the output line
  }
}

function idOf(value: unknown): string | null {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}
