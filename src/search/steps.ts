// Work that can be interrupted: a generator that yields wherever a pause does no harm, at least once
// a millisecond or so. Indexing is written so, because answers must not wait for it.

export type Steps<Result> = Generator<undefined, Result>;

/** Longest that one slice of work takes before others get a turn. */
const SLICE_MS = 8;

export type Pace = {
  /** Lets others work. */
  readonly pause: () => Promise<void>;
  /** Milliseconds, of any clock that only grows. */
  readonly now: () => number;
};

/** All at once. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** With a pause after each slice. */
export async function runInSlices<Result>(
  steps: Steps<Result>,
  { pause, now }: Pace,
): Promise<Result> {
  for (;;) {
    const end = now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (now() < end);
    await pause();
  }
}
