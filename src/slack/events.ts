// What arrived, as one of five things: a message for us, one that was taken back, a choice, a vote, or
// nothing of ours. Pure.

import { z } from "zod";
import { type Act, isWay } from "../conversation/act.ts";
import type { InboxKind } from "../storage/schema-delivery.ts";
import type { Attached } from "./attached.ts";
import { Envelope, toMessage } from "./messages.ts";

/** Who we are, from auth.test. */
export type Self = {
  readonly team: string;
  readonly botUser: string;
  readonly botId: string | null;
};

export type Intake =
  | { readonly kind: "ignore"; readonly why: string }
  | Said
  | {
      readonly kind: "deleted";
      readonly eventId: string;
      readonly team: string;
      readonly channel: string;
      readonly ts: string;
      readonly threadTs: string;
    }
  | {
      readonly kind: "vote";
      readonly team: string;
      readonly channel: string;
      readonly messageTs: string;
      readonly voter: string;
      readonly value: "up" | "down";
    };

export type Said = {
  readonly kind: "said";
  /** "reply": only ours when the thread is. */
  readonly as: InboxKind;
  readonly eventId: string;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string;
  readonly clientMessageId: string | null;
  readonly author: string;
  /** Raw, and escaped like Slack's `text`: to be decoded and redacted. */
  readonly text: string;
  readonly files: readonly Attached[];
  /** Which version of the message this is; null for the first. */
  readonly editedTs: string | null;
  /** What was pressed; null for what was typed. */
  readonly act: Act | null;
  /** Who wrote the message that the thread hangs on, where Slack says so. */
  readonly rootAuthor: string | null;
  /** People of other workspaces read along (Slack Connect). */
  readonly isShared: boolean;
  /** A direct message of several people. */
  readonly isGroup: boolean;
};

/** action_id of what a person may press; the vote is the button's value. */
export const VOTE_ACTION = "vote";
export const CHOICE_ACTION = "choice";
export const WAY_ACTION = "way";
export const HUMAN_ACTION = "human";

const Id = z.string().min(1).max(255);
const Action = z.looseObject({
  type: z.string(),
  action_id: z.string(),
  action_ts: Id,
  value: z.string().optional(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
});
const Actions = z.looseObject({
  type: z.literal("block_actions"),
  user: z.looseObject({ id: Id }),
  channel: z.looseObject({ id: Id }),
  message: z.looseObject({ ts: Id, thread_ts: Id.optional() }),
  actions: z.array(Action).min(1),
});

export function toIntake(body: unknown, self: Self): Intake {
  const actions = Actions.safeParse(body);
  if (actions.success) return toPressed(actions.data, self);
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return { kind: "ignore", why: "not a message" };
  return toMessage(envelope.data, self);
}

function toPressed({ actions, ...body }: z.infer<typeof Actions>, self: Self): Intake {
  const [action] = actions;
  const place = { team: self.team, channel: body.channel.id };
  const value = action?.selected_option?.value ?? action?.value ?? "";
  const [id, subject = ""] = action?.action_id.split(":") ?? [];
  if (action && id === VOTE_ACTION && (value === "up" || value === "down")) {
    return { kind: "vote", ...place, messageTs: body.message.ts, voter: body.user.id, value };
  }
  const isOurs = id === CHOICE_ACTION || id === WAY_ACTION || id === HUMAN_ACTION;
  if (!action || !isOurs || value === "") return { kind: "ignore", why: "action" };
  return {
    kind: "said",
    as: "choice",
    // A second press of the same choice is known already; one after another choice is a new statement.
    eventId: ["press", place.channel, body.message.ts, action.action_id, action.action_ts].join(
      ":",
    ),
    ...place,
    ts: action.action_ts,
    threadTs: body.message.thread_ts ?? body.message.ts,
    clientMessageId: null,
    author: body.user.id,
    text: value,
    act: toAct(id, subject, value),
    rootAuthor: null,
    files: [],
    editedTs: null,
    isShared: false, // whoever may press has seen an answer of ours there
    isGroup: false,
  };
}

/** Null where an older program made the button: its value is words then. */
function toAct(id: string | undefined, subject: string, value: string): Act | null {
  if (id === HUMAN_ACTION) return { kind: "human" };
  if (id === WAY_ACTION) return isWay(value) ? { kind: "wrong", way: value } : null;
  return /^\d/.test(subject) ? null : { kind: "facts", facts: [{ name: subject, value }] };
}
