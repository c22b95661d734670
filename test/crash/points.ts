// Where a process can die between the socket and the post, what can go wrong around it, and which
// pairs of the two make no sense.

export const POINTS = {
  I0: "event in the kernel's buffer, not read",
  I1: "origin verified, before the transaction",
  I2: "inside the transaction of the inbox row",
  I3: "inbox row committed, not acknowledged",
  I4: "acknowledged, not dispatched",
  W1: "job leased",
  W2: "reading done, search begun",
  W4: "reply in memory",
  W4t: "inside the transaction of reply and posts",
  W5: "reply and posts committed",
  W6: "`sending` committed, nothing sent",
  W6c: "claim looked at last, the request made, not written",
  W7: "request sent, not accepted",
  W8: "accepted, response lost",
  W9: "response in memory",
  W10: "`sent` committed",
  W11: "`chat.update` sent, response lost",
  R: "read back, result in memory",
} as const;

export const FAULTS = {
  F1: "SIGKILL",
  F2: "SIGTERM",
  F3: "SIGSTOP for two leases, another process takes over, SIGCONT, SIGKILL",
  F8: "SIGKILL, and Slack answers 429, 500, a reset or nothing",
  F9: "SIGKILL, and the same event four times, across restarts",
  F11: "SIGKILL, and an edit, a deletion or an early reply before the answer",
  F12: "SIGKILL of one of two processes that got the same event at once",
  F13: "SIGKILL, and what was posted is seen in the thread up to 30 s later",
} as const;

export type PointId = keyof typeof POINTS;
export type FaultId = keyof typeof FAULTS;
export type Cell = { readonly point: PointId; readonly fault: FaultId };

/** The process cannot name these: the other end sees them and strikes. */
export const SEEN_FROM_OUTSIDE: readonly PointId[] = ["I0", "I4", "W7", "W8", "W11"];
/** Where the process holds the database's lock. */
export const INSIDE: readonly PointId[] = ["I2", "W4t"];
const BEFORE_SENDING: readonly PointId[] = [
  "I0",
  "I1",
  "I2",
  "I3",
  "I4",
  "W1",
  "W2",
  "W4",
  "W4t",
  "W5",
];

/** Why a pair is not run; null when it is. */
export function whyExcluded({ point, fault }: Cell): string | null {
  if (fault === "F13" && BEFORE_SENDING.includes(point)) {
    return "nothing was sent yet, so nothing is read back";
  }
  if (fault === "F13" && point === "W11") return "an update is repeated, not read back";
  if (fault === "F11" && point === "W11") return "the answer is there already";
  if (fault === "F12" && ["W7", "W8", "W11"].includes(point)) {
    return "Slack cannot tell which of two processes is calling";
  }
  return null;
}

/** Faults of the contract that are not columns here. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  F4: "power cut: needs a file system that drops what was not synced; `synchronous=FULL` is asserted at start",
  F5: "full disk: not run",
  F6: "a database server that goes away: there is only SQLite so far",
  F7: "clock an hour off: not run",
  F10: "both event types: in every cell, each mention is delivered as `app_mention` and `message`",
  F14: "16 hours without events: the test of the catch-up scan",
  "F3 between W6c and W7":
    "a stop between the look at the clock and the write, which follow each other in one turn with the connection open; of a whole machine also while its kernel holds what was written: no process can see that",
  W3: "model call out: nothing differs from W2 before the reply is in memory",
};

export const CELLS: readonly Cell[] = (Object.keys(POINTS) as PointId[])
  .flatMap((point) => (Object.keys(FAULTS) as FaultId[]).map((fault) => ({ point, fault })))
  .filter((cell) => whyExcluded(cell) === null);
