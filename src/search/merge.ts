// An index without some of its documents and with those of another: how an import reaches the index.
// Its cost is a copy of the postings, which is a small part of the cost of reading a thousand texts,
// so there are no segments that every query would have to visit. The result equals an index that was
// built of all documents, statistics included.

import { mergeForward, type Origin } from "./forward.ts";
import { type Columns, type Index, type Postings, toIndex } from "./index.ts";
import type { Steps } from "./steps.ts";

const STEP = 100_000; // postings that are copied between two pauses
const COLUMNS_STEP = 20_000; // documents
const GONE = 0xffffffff;

export type Change = {
  /** Positions of documents of the base that are not in the result. */
  readonly gone: readonly number[];
  /** Shares the vocabulary of the base. */
  readonly added: Index;
};

/** Both must be in order of id; so is the result. */
export function* mergeIndexes(base: Index, { gone, added }: Change): Steps<Index> {
  const places = yield* placesOf(base, added, gone);
  const columns = yield* mergeColumns(base, added, places);
  const postings = yield* mergePostings(base, added, places);
  const forward = yield* mergeForward(base.forward, added.forward, {
    order: originsOf(places.order, base.ids.length),
    gone,
  });
  return yield* toIndex(columns, postings, forward);
}

/** Where the documents of both come to lie, and which they are in this order: those of `added` count on. */
type PlacesOfBoth = {
  readonly ofBase: Uint32Array;
  readonly ofAdded: Uint32Array;
  readonly order: Uint32Array;
};

function* placesOf(base: Index, added: Index, gone: readonly number[]): Steps<PlacesOfBoth> {
  const ofBase = new Uint32Array(base.ids.length);
  const ofAdded = new Uint32Array(added.ids.length);
  for (const position of gone) ofBase[position] = GONE;
  const order = new Uint32Array(ofBase.length - gone.length + ofAdded.length);
  let [old, young] = [0, 0];
  for (let at = 0; at < order.length; at++) {
    while (ofBase[old] === GONE) old++;
    const oldId = base.ids[old];
    const youngId = added.ids[young];
    if (oldId !== undefined && (youngId === undefined || oldId < youngId)) {
      order[at] = old;
      ofBase[old++] = at;
    } else {
      order[at] = ofBase.length + young;
      ofAdded[young++] = at;
    }
    if (at % COLUMNS_STEP === 0) yield;
  }
  return { ofBase, ofAdded, order };
}

function* originsOf(order: Uint32Array, base: number): Iterable<Origin> {
  for (const at of order)
    yield at < base ? { isAdded: false, position: at } : { isAdded: true, position: at - base };
}

function* mergeColumns(base: Columns, added: Columns, { order }: PlacesOfBoth): Steps<Columns> {
  const size = base.ids.length;
  const merged = {
    ids: new Array<string>(order.length),
    titleLengths: new Uint32Array(order.length),
    lengths: new Uint32Array(order.length),
    days: new Float32Array(order.length),
  };
  for (const [to, at] of order.entries()) {
    const [from, position] = at < size ? [base, at] : [added, at - size];
    merged.ids[to] = from.ids[position] ?? "";
    merged.titleLengths[to] = from.titleLengths[position] ?? 0;
    merged.lengths[to] = from.lengths[position] ?? 0;
    merged.days[to] = from.days[position] ?? Number.NaN;
    if (to % COLUMNS_STEP === 0) yield;
  }
  return merged;
}

/** Term by term; both lists of a term are in order of position, and stay so. */
function* mergePostings(
  base: Postings,
  added: Postings,
  { ofBase, ofAdded }: PlacesOfBoth,
): Steps<Postings> {
  const { vocabulary } = added;
  const terms = added.starts.length - 1;
  const most = base.documents.length + added.documents.length;
  const starts = new Uint32Array(terms + 1);
  const documents = new Uint32Array(most);
  const titles = new Uint8Array(most);
  const bodies = new Uint8Array(most);
  let [at, old, young, paused] = [0, 0, 0, 0];
  for (let term = 0; term < terms; term++) {
    const oldEnd = base.starts[term + 1] ?? old;
    const youngEnd = added.starts[term + 1] ?? young;
    while (old < oldEnd || young < youngEnd) {
      const oldPlace = old < oldEnd ? (ofBase[base.documents[old] ?? 0] ?? GONE) : GONE;
      if (old < oldEnd && oldPlace === GONE) {
        old++;
        continue;
      }
      const youngPlace = young < youngEnd ? (ofAdded[added.documents[young] ?? 0] ?? GONE) : GONE;
      const from = oldPlace < youngPlace ? base : added;
      const row = oldPlace < youngPlace ? old++ : young++;
      documents[at] = Math.min(oldPlace, youngPlace);
      titles[at] = from.titles[row] ?? 0;
      bodies[at] = from.bodies[row] ?? 0;
      at++;
    }
    starts[term + 1] = at;
    if (at + term - paused > STEP) {
      paused = at + term;
      yield;
    }
  }
  return {
    vocabulary,
    starts,
    documents: documents.subarray(0, at),
    titles: titles.subarray(0, at),
    bodies: bodies.subarray(0, at),
  };
}
