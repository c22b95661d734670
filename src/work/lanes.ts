// One step, run side by side until it is stopped: several lanes, so that one slow channel or report
// holds up nobody else. A call wakes one of those that sleep, because one piece of news is work for one.

export type Lanes = {
  /** There is something new. */
  readonly wake: () => void;
  /** Lets every step that has begun end, and begins no other. */
  readonly stop: () => Promise<void>;
};

export type LaneOptions = {
  readonly count: number;
  /** Milliseconds to wait before the next step; 0 where there was something to do. Never throws. */
  readonly step: () => Promise<number>;
  /** Something was done: it may be news for others. */
  readonly onDone: () => void;
  /** Settles after `ms`, or as soon as the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

export function startLanes({ count, step, onDone, sleep }: LaneOptions): Lanes {
  const sleeping = new Set<AbortController>();
  let isStopping = false;
  // Whoever was called since its look began looks again, and sleeps only after that.
  let calls = 0;
  const wake = () => {
    calls += 1;
    const [first] = sleeping;
    if (!first) return;
    sleeping.delete(first); // the next call is for another
    first.abort();
  };
  /** The later ones look less often of themselves: being called is their way, and each look costs. */
  const lane = async (nth: number) => {
    while (!isStopping) {
      const heard = calls;
      const rest = await step();
      if (rest === 0) onDone();
      else if (calls === heard && !isStopping) await doze(rest * nth);
    }
  };
  const doze = async (ms: number) => {
    const waking = new AbortController();
    sleeping.add(waking);
    await sleep(ms, waking.signal);
    sleeping.delete(waking);
  };
  const lanes = Array.from({ length: count }, (_, at) => lane(at + 1));
  return {
    wake,
    stop: async () => {
      isStopping = true;
      for (const waking of sleeping) waking.abort();
      await Promise.all(lanes);
    },
  };
}
