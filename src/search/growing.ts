// A list of numbers in a typed array that grows, outside of the heap that the collector looks after.

const START = 1_024;

export class Growing<Numbers extends Uint8Array | Uint32Array | Float32Array> {
  #numbers: Numbers;
  #length = 0;
  readonly #make: new (
    length: number,
  ) => Numbers;

  constructor(make: new (length: number) => Numbers) {
    this.#make = make;
    this.#numbers = new make(START);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) this.#grow(this.#length + 1);
    this.#numbers[this.#length++] = value;
  }

  append(values: ArrayLike<number>): void {
    if (this.#length + values.length > this.#numbers.length)
      this.#grow(this.#length + values.length);
    this.#numbers.set(values, this.#length);
    this.#length += values.length;
  }

  /** The numbers so far; a view, valid until the next push. */
  view(): Numbers {
    return this.#numbers.subarray(0, this.#length) as Numbers;
  }

  /** The numbers, in an array of their own size. */
  done(): Numbers {
    return this.#numbers.slice(0, this.#length) as Numbers;
  }

  #grow(least: number): void {
    const larger = new this.#make(Math.max(least, this.#numbers.length * 2));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
