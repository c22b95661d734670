// The `--jsonl` contract: one output line for each input line, in order, with the same id. A bad
// line gives an error in its place and the rest go on.

import { z } from "zod";
import { readLines, standardInput } from "./input.ts";
import { writeLine } from "./output.ts";
import { lineProgress } from "./progress.ts";

const Item = z.object({
  id: z.union([z.string(), z.number()]).transform(String).nullish(),
  text: z.string(),
  thread: z
    .array(z.object({ author: z.enum(["asker", "bot", "maintainer", "other"]), text: z.string() }))
    .nullish(),
  exclude: z.array(z.string()).nullish(),
});
export type Item = { readonly id: string | null } & Pick<
  z.infer<typeof Item>,
  "text" | "thread" | "exclude"
>;

export type LineError = { readonly code: string; readonly message: string };
type ToJson = (item: Item) => Promise<Record<string, unknown>>;

/** Maps every line of standard input; `map` gets checked items, its result becomes a line of output. */
export async function mapJsonl(map: ToJson): Promise<void> {
  const show = lineProgress("lines");
  for await (const { number, text } of readLines(standardInput("JSON, one object a line"))) {
    if (text?.trim() === "") continue;
    await writeLine(JSON.stringify(await mapLine(number, text, map)));
    show.update(number);
  }
  show.end();
}

async function mapLine(
  number: number,
  text: string | null,
  map: ToJson,
): Promise<Record<string, unknown>> {
  const item = toItem(number, text);
  if ("error" in item) return item;
  try {
    return await map(item);
  } catch (error) {
    // A line must never take the others with it. The message is ours: reading never quotes input.
    const why = error instanceof Error ? error.message : "failed";
    return failure(item.id, "failed", `line ${number}: ${why}`);
  }
}

/** A line, checked; or the error that stands for it. `text` is null for a line that is too long. */
export function toItem(number: number, text: string | null): Item | Failure {
  if (text === null) return failure(null, "line-too-long", `line ${number} is longer than 8 MB`);
  const value = parse(text);
  if (value === undefined) return failure(null, "not-json", `line ${number} is not JSON`);
  const id = idOf(value);
  const item = Item.safeParse(value);
  if (item.success) return { ...item.data, id };
  const problems = item.error.issues.map(
    (issue) => `${issue.path.join(".") || "the line"}: ${issue.message}`,
  );
  return failure(id, "not-a-report", `line ${number}: ${problems.slice(0, 3).join("; ")}`);
}

type Failure = { readonly id: string | null; readonly error: LineError };

function failure(id: string | null, code: string, message: string): Failure {
  return { id, error: { code, message } satisfies LineError };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.trim()); // trim: a byte order mark is white space to it
  } catch {
    return undefined; // said in the output line
  }
}

function idOf(value: unknown): string | null {
  const id = typeof value === "object" && value !== null && "id" in value ? value.id : null;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}
