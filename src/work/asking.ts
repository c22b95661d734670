// Where a message was said, as far as its answer depends on that.

import type { RespondOptions } from "../respond.ts";
import type { Job } from "../storage/inbox.ts";
import type { Work } from "../work.ts";

export type Asking = Pick<RespondOptions, "asker" | "linkTo">;

export function askingOf({ deliver }: Work, { visibility, threadId }: Job): Asking {
  const { linkTo } = deliver;
  return { asker: { visibility, thread: threadId }, ...(linkTo && { linkTo }) };
}
