// Documents to an index of their own. A term's postings are counted first and filed afterwards, so
// that no list per term is ever held.

import type { Document } from "./document.ts";
import { buildForward } from "./forward.ts";
import { Growing } from "./growing.ts";
import { type Index, type Postings, toIndex } from "./index.ts";
import { runSteps, type Steps } from "./steps.ts";
import { Vocabulary } from "./vocabulary.ts";

const FREQUENCY_MAX = 255;
const STEP = 100_000; // postings that are filed between two pauses

export function buildIndex(documents: Iterable<Document>): Index {
  return runSteps(build(documents));
}

/** Takes one document at a time, so that a generator need not hold the words of all. */
export function* build(
  documents: Iterable<Document>,
  vocabulary: Vocabulary = new Vocabulary(),
): Steps<Index> {
  const growing = start(vocabulary);
  for (const document of documents) {
    addDocument(growing, document);
    yield;
  }
  const columns = {
    ids: growing.ids,
    titleLengths: growing.titleLengths.done(),
    lengths: growing.lengths.done(),
    days: growing.days.done(),
  };
  const postings = yield* file(growing);
  return yield* toIndex(columns, postings, yield* growing.forward.done());
}

type Rows = ReturnType<typeof start>;

function start(vocabulary: Vocabulary) {
  return {
    vocabulary,
    ids: [] as string[],
    terms: new Growing(Uint32Array), // one row a document and term, as three columns
    titles: new Growing(Uint8Array),
    bodies: new Growing(Uint8Array),
    rows: new Growing(Uint32Array), // rows of each document
    titleLengths: new Growing(Uint32Array),
    lengths: new Growing(Uint32Array),
    days: new Growing(Float32Array),
    forward: buildForward(),
  };
}

function addDocument(growing: Rows, document: Document): void {
  const frequencies = new Map<number, [title: number, body: number]>();
  for (const [field, words] of [document.title, document.body].entries()) {
    for (const word of words) {
      const term = growing.vocabulary.add(word);
      const frequency = frequencies.get(term) ?? [0, 0];
      frequency[field === 0 ? 0 : 1] += 1;
      frequencies.set(term, frequency);
    }
  }
  for (const [term, [title, body]] of frequencies) {
    growing.terms.push(term);
    growing.titles.push(Math.min(FREQUENCY_MAX, title));
    growing.bodies.push(Math.min(FREQUENCY_MAX, body));
  }
  growing.ids.push(document.id);
  growing.rows.push(frequencies.size);
  growing.titleLengths.push(document.title.length);
  growing.lengths.push(document.body.length);
  growing.days.push(document.day ?? Number.NaN);
  growing.forward.add(document.marks);
}

/** Rows in order of document to postings in order of term. */
function* file({ vocabulary, ...growing }: Rows): Steps<Postings> {
  const terms = growing.terms.view();
  const titles = growing.titles.view();
  const bodies = growing.bodies.view();
  const starts = new Uint32Array(vocabulary.size + 1);
  for (const [row, term] of terms.entries()) {
    starts[term + 1] = (starts[term + 1] ?? 0) + 1;
    if (row % STEP === 0) yield;
  }
  for (let term = 0; term < vocabulary.size; term++) {
    starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
    if (term % STEP === 0) yield;
  }
  const filed: Postings = {
    vocabulary,
    starts,
    documents: new Uint32Array(terms.length),
    titles: new Uint8Array(terms.length),
    bodies: new Uint8Array(terms.length),
  };
  const next = starts.slice();
  let row = 0;
  for (const [document, rows] of growing.rows.view().entries()) {
    for (const end = row + rows; row < end; row++) {
      const term = terms[row] ?? 0;
      const at = next[term] ?? 0;
      next[term] = at + 1;
      filed.documents[at] = document;
      filed.titles[at] = titles[row] ?? 0;
      filed.bodies[at] = bodies[row] ?? 0;
      if (row % STEP === 0) yield;
    }
  }
  return filed;
}
