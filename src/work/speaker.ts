// Who says a message, and how: typed or pressed, to the bot or past it.

import { type Act, readAct } from "../conversation/act.ts";
import type { Author } from "../conversation/thread.ts";
import type { Job } from "../storage/inbox.ts";
import type { Database } from "../storage/open.ts";
import type { StoredMessage } from "../storage/threads.ts";

export type Speaking = {
  readonly author: Author;
  readonly isAddressed: boolean;
  readonly act: Act | null;
};

/** The asker is who began the thread or, for whoever was mentioned below it, who called us. */
export async function speakerOf(
  db: Database,
  job: Job,
  maintainers: readonly string[],
): Promise<Speaking> {
  const first = await firstOf(db, job);
  const rootAuthor = job.rootAuthor ?? (await rootOf(db, job));
  return {
    author: authorOf({ ...job, rootAuthor }, first, maintainers),
    isAddressed: job.kind === "mention" || job.kind === "direct",
    act: readAct(job.act),
  };
}

type First = { readonly author: string; readonly ts: string };

function authorOf(
  { author, threadTs, rootAuthor }: Pick<Job, "author" | "threadTs" | "rootAuthor">,
  first: First | null,
  maintainers: readonly string[],
): Author {
  const root = rootAuthor ?? (first?.ts === threadTs ? first.author : null);
  if (author === root) return "asker";
  if (maintainers.includes(author)) return "maintainer";
  return first === null || author === first.author ? "asker" : "other";
}

/** The first message of the thread that we heard. */
async function firstOf(db: Database, { threadId }: Job): Promise<First | null> {
  const first = db.selectFrom("inbox").select(["author", "ts"]).where("thread_id", "=", threadId);
  const row = await first.where("of_ts", "is", null).orderBy("id").limit(1).executeTakeFirst();
  return row ?? null;
}

/** Not every event says whose thread it is in. */
async function rootOf(db: Database, { threadId }: Job): Promise<string | null> {
  const rows = db.selectFrom("inbox").select("root_author").where("thread_id", "=", threadId);
  const row = await rows.where("root_author", "is not", null).limit(1).executeTakeFirst();
  return row?.root_author ?? null;
}

const AUTHORS: readonly Author[] = ["asker", "other", "maintainer"];

/** As it was when it was answered: whoever is not the asker was answered because they spoke to us. */
export function spokenBy({ author, act }: StoredMessage): Speaking {
  const known = AUTHORS.find((it) => it === author) ?? "asker";
  return { author: known, isAddressed: known !== "asker", act: readAct(act) };
}
