// The marks of every document, and how many documents have each. Marks lie in a few long arrays, which
// an index shares with the one that replaces it: they are most of what an index holds.

import { Growing } from "./growing.ts";
import { MARK_KINDS, type MarkKind, type Marks } from "./marks.ts";
import type { Steps } from "./steps.ts";

const SLOTS_MIN = 1 << 16;
const SLOTS_MAX = 1 << 23;
const SLOTS_PER_DOCUMENT = 64;
/** Starts of one document: of each kind, and the end of the last. */
const STRIDE = MARK_KINDS.length + 1;
const STEP = 200_000; // marks
/** Arrays that lie beside each other before all marks that are still in use move into one. */
const PARTS_MAX = 32;

export type Forward = {
  readonly parts: readonly Uint32Array[];
  /** Which of `parts` holds the marks of each document. */
  readonly partOf: Uint8Array;
  /** Marks of kind k of document d: from `starts[d * STRIDE + k]` to the next start. */
  readonly starts: Uint32Array;
  /** Distinct marks that a document has on average. */
  readonly averages: Readonly<Record<MarkKind, number>>;
  /** Documents of a mark, by the low bits of its hash: rarity needs no exact count. */
  readonly counts: Uint32Array;
};

export type ForwardBuilder = {
  readonly add: (marks: Marks) => void;
  readonly done: () => Steps<Forward>;
};

export function buildForward(): ForwardBuilder {
  const hashes = new Growing(Uint32Array);
  const starts = new Growing(Uint32Array);
  return {
    add: (marks) => {
      for (const kind of MARK_KINDS) {
        starts.push(hashes.length);
        hashes.append(marks[kind]);
      }
      starts.push(hashes.length);
    },
    *done() {
      const documents = starts.length / STRIDE;
      const places = {
        parts: [hashes.done()],
        partOf: new Uint8Array(documents),
        starts: starts.done(),
      };
      const counts = yield* countAll(places, documents);
      return { ...places, averages: averagesOf(places.starts), counts };
    },
  };
}

type Places = Pick<Forward, "parts" | "partOf" | "starts">;
/** A document of the merged index: where it was. */
export type Origin = { readonly isAdded: boolean; readonly position: number };

/**
 * The marks of `order`, which names documents of `base` and of `added`. `gone`: documents of `base`
 * that are not in it.
 */
export function* mergeForward(
  base: Forward,
  added: Forward,
  { order, gone }: { readonly order: Iterable<Origin>; readonly gone: readonly number[] },
): Steps<Forward> {
  const documents = base.partOf.length - gone.length + added.partOf.length;
  const offset = base.parts.length;
  const merged: Places = {
    parts: [...base.parts, ...added.parts],
    partOf: new Uint8Array(documents),
    starts: new Uint32Array(documents * STRIDE),
  };
  let at = 0;
  for (const { isAdded, position } of order) {
    const from = isAdded ? added : base;
    merged.partOf[at] = (from.partOf[position] ?? 0) + (isAdded ? offset : 0);
    merged.starts.set(
      from.starts.subarray(position * STRIDE, (position + 1) * STRIDE),
      at * STRIDE,
    );
    at += 1;
    if (at % 10_000 === 0) yield;
  }
  const places = merged.parts.length > PARTS_MAX ? yield* joinParts(merged) : merged;
  const isSameSize = base.counts.length === slotsFor(documents);
  const counts = isSameSize
    ? yield* recount(base, added, gone)
    : yield* countAll(places, documents);
  return { ...places, averages: averagesOf(places.starts), counts };
}

/** All marks in one array, in order; marks of documents that are gone are left behind. */
function* joinParts({ parts, partOf, starts }: Places): Steps<Places> {
  const hashes = new Growing(Uint32Array);
  const moved = starts.slice();
  for (const [document, part] of partOf.entries()) {
    const first = starts[document * STRIDE] ?? 0;
    const end = starts[(document + 1) * STRIDE - 1] ?? 0;
    const shift = hashes.length - first;
    for (let at = document * STRIDE; at < (document + 1) * STRIDE; at++)
      moved[at] = (starts[at] ?? 0) + shift;
    hashes.append(parts[part]?.subarray(first, end) ?? []);
    if (document % 1_000 === 0) yield;
  }
  return { parts: [hashes.done()], partOf: new Uint8Array(partOf.length), starts: moved };
}

function* countAll({ parts, partOf, starts }: Places, documents: number): Steps<Uint32Array> {
  const counts = new Uint32Array(slotsFor(documents));
  let done = 0;
  for (const [document, part] of partOf.entries()) {
    const first = starts[document * STRIDE] ?? 0;
    const end = starts[(document + 1) * STRIDE - 1] ?? 0;
    addTo(counts, parts[part]?.subarray(first, end) ?? [], 1);
    if (done + end - first > STEP) yield;
    done = (done + end - first) % STEP;
  }
  return counts;
}

function* recount(base: Forward, added: Forward, gone: readonly number[]): Steps<Uint32Array> {
  const counts = base.counts.slice();
  yield;
  for (const document of gone) {
    addTo(counts, allMarksOf(base, document), -1);
    yield;
  }
  for (const document of added.partOf.keys()) {
    addTo(counts, allMarksOf(added, document), 1);
    yield;
  }
  return counts;
}

function addTo(counts: Uint32Array, hashes: ArrayLike<number>, change: number): void {
  const mask = counts.length - 1;
  for (let at = 0; at < hashes.length; at++) {
    const slot = (hashes[at] ?? 0) & mask;
    counts[slot] = (counts[slot] ?? 0) + change;
  }
}

function slotsFor(documents: number): number {
  const wanted = Math.min(SLOTS_MAX, Math.max(SLOTS_MIN, documents * SLOTS_PER_DOCUMENT));
  return 1 << Math.ceil(Math.log2(wanted));
}

function averagesOf(starts: Uint32Array): Record<MarkKind, number> {
  const documents = starts.length / STRIDE;
  const sums = MARK_KINDS.map(() => 0);
  for (let document = 0; document < documents; document++) {
    for (const kind of sums.keys()) {
      const at = document * STRIDE + kind;
      sums[kind] = (sums[kind] ?? 0) + (starts[at + 1] ?? 0) - (starts[at] ?? 0);
    }
  }
  return Object.fromEntries(
    MARK_KINDS.map((kind, at) => [kind, Math.max(1, (sums[at] ?? 0) / Math.max(1, documents))]),
  ) as Record<MarkKind, number>;
}

/** The marks of one document; a view. */
export function marksOf(forward: Forward, document: number, kind: MarkKind): Uint32Array {
  const at = document * STRIDE + MARK_KINDS.indexOf(kind);
  return viewOf(forward, document, at, at + 1);
}

function allMarksOf(forward: Forward, document: number): Uint32Array {
  return viewOf(forward, document, document * STRIDE, (document + 1) * STRIDE - 1);
}

function viewOf(forward: Forward, document: number, from: number, to: number): Uint32Array {
  const part = forward.parts[forward.partOf[document] ?? -1];
  return part?.subarray(forward.starts[from], forward.starts[to]) ?? new Uint32Array();
}

/** Rarity of a mark among `documents`, as `idf` of a term. */
export function markIdf(forward: Forward, documents: number, hash: number): number {
  const count = Math.min(documents, forward.counts[hash & (forward.counts.length - 1)] ?? 0);
  return count === 0 ? 0 : Math.log(1 + (documents - count + 0.5) / (count + 0.5));
}
