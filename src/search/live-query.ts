// One incident to a search on GitHub: at most two words that hardly anything else holds. What goes out is
// names of errors and identifiers only, never a sentence, a value or a path.

import type { Incident } from "../incident/incident.ts";
import { toReport } from "../text/report.ts";

const WORDS_MAX = 2;
const WORD_CHARS_MAX = 60;
const WORDS_SEEN_MAX = 50;
const MESSAGE_CHARS_MAX = 2_000;
const DIGITS_MAX = 3; // names have few; keys, hosts and numbers have many
const NAME = /^[A-Za-z_]\w{3,}$/;
/** `RECV_PING`, `ConnectionInputs`, `enable_http2`: what programmers name, and prose does not hold. */
const IDENTIFIER =
  /\b(?:[A-Za-z][a-z0-9]*(?:_[A-Za-z0-9]+)+|(?:[A-Z][a-z0-9]+){2,}|[A-Z]{2,}[a-z]\w+)\b/g;
/** What programs print of their users' world: addresses, paths, settings, and whatever they quote. */
const VALUE = /[/@=\\]/;
const QUOTED = /"[^"\n]{1,200}"|'[^'\n]{1,200}'/g;
const TEXT_CHARS_MAX = 30_000;
/** Types that every program raises say nothing alone. */
const COMMON =
  /^(?:(?:Runtime|Type|Value|Key|Index|Attribute|Import|ModuleNotFound|OS|IO|Name|Syntax|Reference|Timeout|Assertion|Connection|Permission|FileNotFound|NotImplemented)?Error|(?:Runtime|IO|Illegal\w+|NullPointer|Timeout)?Exception)$/;

/** Null when nothing in it may, or is worth to, be searched for. */
export async function toLiveQuery(incident: Incident): Promise<readonly string[] | null> {
  const roots = incident.traces.flatMap((trace) => trace.exceptions[0] ?? []);
  const types = roots.flatMap((root) => root.type ?? []);
  const messages = roots.map((root) => root.message.slice(0, MESSAGE_CHARS_MAX));
  const named = incident.signals.filter((it) => it.kind !== "library").map((it) => it.value);
  const inMessages = messages.flatMap((message) => message.match(IDENTIFIER) ?? []);
  // Of a dotted name the last part: people leave the module out.
  const last = [...types, ...inMessages, ...named].map((name) => name.split(/[.:]+/).at(-1) ?? "");
  const all = [...new Set(last)].slice(0, WORDS_SEEN_MAX);
  const values = valuesIn(incident.report.text.slice(0, TEXT_CHARS_MAX));
  const words = all
    .filter((word) => !COMMON.test(word) && !values.includes(word))
    .toSorted((a, b) => rarity(b) - rarity(a));
  const chosen: string[] = [];
  for (const word of words) {
    if (chosen.length < WORDS_MAX && (await maySend(word))) chosen.push(word);
  }
  return chosen.length > 0 ? chosen : null;
}

function valuesIn(text: string): string {
  const words = text.split(/\s+/).filter((word) => VALUE.test(word));
  return [...words, ...(text.match(QUOTED) ?? [])].join("\n");
}

/** A composed name is rarer than a plain one, a constant rarer than a setting. */
function rarity(word: string): number {
  const parts = word.split(/_|(?<=[a-z0-9])(?=[A-Z])/).length;
  return parts + (/^[A-Z0-9_]+$/.test(word) ? 1 : 0);
}

async function maySend(word: string): Promise<boolean> {
  const digits = word.match(/\d/g)?.length ?? 0;
  if (!NAME.test(word) || word.length > WORD_CHARS_MAX || digits > DIGITS_MAX) return false;
  if (/redacted/i.test(word)) return false;
  const { text, redactions } = await toReport(word);
  return redactions.length === 0 && text === word;
}
