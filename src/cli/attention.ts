// `tracehound attention`: what maintainers and the operator should look at, newest first. Only looks.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Correction, type Flag, readThread } from "../conversation/thread.ts";
import { ATTENTION_MAX, type Attention, type Place, readAttention } from "../storage/attention.ts";
import { DATABASE_FILE, openReadOnly } from "../storage/open.ts";
import { attentionText, NOTHING } from "./attention-text.ts";
import { terminalStyle, writeLine } from "./output.ts";
import { toScreen } from "./screen.ts";

/** `thread`: the timestamp of its first message; null outside Slack. */
export type Item = {
  readonly at: string;
  readonly channel: string | null;
  readonly thread: string | null;
} & (
  | { readonly kind: "wrong"; readonly entry: string | null; readonly way: Flag["way"] }
  /** `said`: null where it was said in private. */
  | { readonly kind: "correction"; readonly entry: string | null; readonly said: string | null }
  | { readonly kind: "late"; readonly why: string }
  | { readonly kind: "failed" }
  | { readonly kind: "parked"; readonly post: string; readonly why: string | null }
);

export async function attention(dataDir: string, format: "terminal" | "json"): Promise<number> {
  const items = await readItems(dataDir);
  if (format === "json") {
    await writeLine(JSON.stringify({ items }, null, 2));
    return 0;
  }
  const screen = toScreen(terminalStyle());
  await writeLine(items.length === 0 ? NOTHING : attentionText(items, screen));
  return 0;
}

/** Where nothing was ever stored there is nothing to look at. @throws SetupError */
async function readItems(dataDir: string): Promise<readonly Item[]> {
  if (!existsSync(join(dataDir, DATABASE_FILE))) return [];
  const db = openReadOnly(dataDir);
  try {
    return toItems(await readAttention(db));
  } finally {
    await db.destroy();
  }
}

/** Newest first. A flag has no time of its own: it counts as old as its thread. Pure. */
export function toItems({ threads, late, failed, parked }: Attention): readonly Item[] {
  const items: Item[] = [
    ...threads.flatMap(toThreadItems),
    ...late.map((it): Item => ({ kind: "late", ...placeOf(it), why: it.why })),
    ...failed.map((it): Item => ({ kind: "failed", ...placeOf(it) })),
    ...parked.map((it): Item => ({ kind: "parked", ...placeOf(it), post: it.kind, why: it.why })),
  ];
  return items.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, ATTENTION_MAX);
}

function toThreadItems({ id, visibility, state, at }: Attention["threads"][number]): Item[] {
  const { flags, correction } = readThread(state);
  const [surface, , channel = "", thread = ""] = id.split(":");
  const place = surface === "slack" ? { at, channel, thread } : { at, channel: null, thread: null };
  return [
    ...(correction ? [toCorrection(correction, visibility === "private", place)] : []),
    ...flags.map(({ entry, way }): Item => ({ kind: "wrong", ...place, entry, way })),
  ];
}

function toCorrection(
  { said, entry }: Correction,
  isPrivate: boolean,
  place: Pick<Item, "at" | "channel" | "thread">,
): Item {
  return { kind: "correction", ...place, entry, said: isPrivate ? null : said };
}

const placeOf = ({ channel, thread, at }: Place): Place => ({ at, channel, thread });
