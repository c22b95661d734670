// The number of each term. It only grows, and an index and the one that replaces it share it: a term
// that no document has any more costs its entry and nothing else.

// A map that outgrows its table copies all of it at once, which takes a tenth of a second for a million
// terms. In many small maps no copy is long.
const SHARDS = 64;

export class Vocabulary {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<string, number>());
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(term: string): number | undefined {
    return this.#shardOf(term).get(term);
  }

  /** The term's number, which is new when the term is. */
  add(term: string): number {
    const shard = this.#shardOf(term);
    const known = shard.get(term);
    if (known !== undefined) return known;
    shard.set(term, this.#size);
    return this.#size++;
  }

  #shardOf(term: string): Map<string, number> {
    const last = term.length - 1;
    const mixed = term.charCodeAt(0) * 31 + term.charCodeAt(last >> 1) * 7 + term.charCodeAt(last);
    return this.#shards[mixed % SHARDS] as Map<string, number>;
  }
}
