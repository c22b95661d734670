// What a model said about an answer, verified: parsed, bounded, and reduced to what the evidence of
// this answer carries. Paragraph by paragraph: what does not hold is dropped, and the plain one stays.

import { z } from "zod";
import { type Inline, link, list, paragraph, text } from "../text/nodes.ts";
import type { Answer, Section } from "./answer.ts";
import { groundConnection } from "./ground-connection.ts";
import { groundWording } from "./ground-wording.ts";
import { taskOf } from "./word.ts";
import { withWordings, wordables } from "./word-paragraphs.ts";

const PARAGRAPHS_MAX = 12;
const PIECES_MAX = 60;
const VALUE_CHARS_MAX = 1_500;

const Piece = z.strictObject({
  kind: z.enum(["text", "strong", "code", "source"]),
  value: z.string(),
});
/** What the task `word` returns; `prompts/word.md` declares the same. */
export const Wordings = z.strictObject({
  paragraphs: z.array(z.strictObject({ id: z.string(), pieces: z.array(Piece) })),
});
/** What the task `connect` returns; `prompts/connect.md` declares the same. */
export const Connections = z.strictObject({
  connections: z.array(z.strictObject({ id: z.string(), sentence: z.string() })),
});

/** The answer with what holds of the model's work, or null when nothing does. `value`: untrusted. */
export function ground(plain: Answer, value: unknown): Answer | null {
  const task = taskOf(plain);
  if (task === "word") return groundWordings(plain, value);
  return task === "connect" ? groundConnections(plain, value) : null;
}

function groundWordings(plain: Answer, value: unknown): Answer | null {
  const parsed = Wordings.safeParse(value);
  if (!parsed.success) return null;
  const originals = new Map(wordables(plain).map((it) => [it.id, it]));
  const kept = new Map<string, readonly Inline[]>();
  for (const { id, pieces } of parsed.data.paragraphs.slice(0, PARAGRAPHS_MAX)) {
    const original = originals.get(id);
    const isBounded =
      pieces.length <= PIECES_MAX && pieces.every((it) => it.value.length <= VALUE_CHARS_MAX);
    const inlines = original && isBounded ? groundWording(plain, original, pieces) : null;
    if (inlines && !kept.has(id)) kept.set(id, inlines);
  }
  if (kept.size === 0) return null;
  return { ...withWordings(plain, kept), footer: { ...plain.footer, mode: "curated + model" } };
}

/** Sentences on leads stand below the reports, which stay as they are. */
function groundConnections(plain: Answer, value: unknown): Answer | null {
  const parsed = Connections.safeParse(value);
  if (!parsed.success) return null;
  const rows = plain.reports.flatMap((report): Inline[][] => {
    const id = `issue:${report.issue}`;
    const mine = parsed.data.connections.find((it) => it.id === id);
    const said =
      mine && isSource(plain, id) ? groundConnection(plain, report, mine.sentence) : null;
    return said ? [[link(id), text(`: ${said}`)]] : [];
  });
  if (rows.length === 0) return null;
  const added = [paragraph(text("Why they may be worth reading, in a model's words:")), list(rows)];
  const sections = plain.sections.map(
    (section): Section =>
      section.id === "reports" ? { ...section, blocks: [...section.blocks, ...added] } : section,
  );
  return { ...plain, sections, footer: { ...plain.footer, mode: "search + model" } };
}

function isSource(plain: Answer, id: string): boolean {
  return plain.sources.some((source) => source.id === id);
}
