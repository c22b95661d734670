// Tables of delivery: what was accepted, what is to be posted, how it was received.

import type { Generated } from "kysely";
import type { Visibility } from "./visibility.ts";

export type InboxKind = "mention" | "direct" | "reply" | "choice" | "edit" | "deletion";
/** `update` and `delete` change a message that was posted before. */
export type OutboxKind = "message" | "notice" | "update" | "delete";

export type DeliveryTables = {
  /** What was accepted from Slack: committed before it is acknowledged, answered once. */
  inbox: {
    id: Generated<number>;
    event_id: string;
    team: string;
    channel: string;
    /** The message's own timestamp (of an edit or a deletion, with what sets it apart): with team and channel, one job, whatever event told of it. */
    ts: string;
    /** Of the message that the thread hangs on. */
    thread_ts: string;
    thread_id: string;
    client_msg_id: string | null;
    kind: InboxKind;
    author: string;
    /** Decoded and redacted; emptied when settled. */
    text: string;
    notes: string;
    /** What was pressed, as JSON; null for what was typed. */
    act: string | null;
    /** Who wrote the message that the thread hangs on, where the surface says so. */
    root_author: string | null;
    /** 1: it gets no answer when a person has answered first. 2: one has, whose words are not stored. */
    yields: Generated<number>;
    /** Of an edit or a deletion: the message that it is about. */
    of_ts: string | null;
    /** Which version of the message `text` is; null for the first. */
    edited_ts: string | null;
    /** What was attached, as the surface's own JSON; emptied when settled. */
    files: Generated<string>;
    visibility: Visibility;
    state: "pending" | "leased" | "done" | "failed";
    /** Raised by every claim: a write of an older claim finds no row. */
    epoch: number;
    /** Errors over it; a death of the process is none. */
    attempts: number;
    lease_until: string | null;
    received_at: string;
    settled_at: string | null;
    /** Not to be worked on before (ISO time). */
    not_before: Generated<string | null>;
    /** When its author was told that it takes a while. */
    told_at: Generated<string | null>;
    /** The budget that was used up, when it got no answer for that. */
    refused: Generated<"user" | "channel" | "workspace" | null>;
  };
  /** What is to be posted: `sending` is committed before the write, `sent` after it. */
  outbox: {
    id: Generated<number>;
    /** Deterministic, and carried by the message itself: how a lost outcome is found again. */
    key: string;
    /** Of an update or a delete: the key of the message that it changes. */
    of_key: string | null;
    inbox_id: number;
    kind: OutboxKind;
    team: string;
    channel: string;
    thread_ts: string;
    thread_id: string;
    /** Who alone sees a notice. */
    recipient: string;
    /** The surface's own JSON; emptied when sent. */
    payload: string;
    visibility: Visibility;
    state: "pending" | "sending" | "sent" | "parked";
    /** Why it is parked. */
    reason: string | null;
    sent_ts: string | null;
    epoch: number;
    /** Posts that were turned away for now. */
    tries: number;
    /** Read-backs that did not find it, since the last post. */
    reads: number;
    /** Read-backs that failed, since the last post. */
    failures: number;
    lease_until: string | null;
    due_at: string;
    attempted_at: string | null;
    created_at: string;
    updated_at: string;
  };
  /** How far a channel was looked through for what Slack never told. */
  catch_up: {
    team: string;
    channel: string;
    /** A message's timestamp: what is not newer has been seen. */
    watermark: string;
    scanned_at: string;
  };
  /** Found too late to be answered; never their text. */
  late_messages: {
    team: string;
    channel: string;
    ts: string;
    thread_ts: string;
    why: "old" | "answered by a person";
    found_at: string;
  };
  votes: {
    team: string;
    channel: string;
    message_ts: string;
    voter: string;
    value: "up" | "down";
    created_at: string;
    updated_at: string;
  };
};
