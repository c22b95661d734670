// What two reports of one failure have in common. Line numbers, paths and everything that the mask
// covers are left out; identifiers stay, because RECV_PING and SEND_HEADERS are different failures.

import { createHash } from "node:crypto";
import { mask } from "../text/mask.ts";
import { shortName } from "./headline.ts";
import type { Exception, Trace } from "./trace.ts";

// Bump when `signature` changes, so that old and new fingerprints never share a group.
const VERSION = "t1";
const FRAMES_MAX = 5;
const EXCEPTIONS_MAX = 12;
const HEX_DIGITS = 16;
const MESSAGE_CHARS_MAX = 400;

/**
 * Groups traces that have the same cause.
 *
 * Built from exception types, masked messages and the last in-app functions, or the last functions
 * of any kind when none is in-app.
 *
 * @example fingerprint(trace) // "t1:9f2c41d07ab3e655"
 */
export function fingerprint(trace: Trace): string {
  const digest = createHash("sha256").update(signature(trace)).digest("hex");
  return `${VERSION}:${digest.slice(0, HEX_DIGITS)}`;
}

/**
 * The readable text behind a fingerprint: one line an exception, root cause first.
 *
 * @example signature(trace) // "KeyError: <quoted> @ load < run"
 */
export function signature(trace: Trace): string {
  return trace.exceptions.slice(0, EXCEPTIONS_MAX).map(exceptionLine).join("\n");
}

function exceptionLine(exception: Exception): string {
  const functions = callNames(exception);
  const message = stableMessage(exception.message);
  const head = [exception.type ?? "?", ...(message ? [message] : [])].join(": ");
  return functions.length > 0 ? `${head} @ ${functions.join(" < ")}` : head;
}

/** Wrapping and gluing change white space, so none of it counts. */
function stableMessage(message: string): string {
  return mask(message.replace(/\s+/g, " ").trim()).slice(0, MESSAGE_CHARS_MAX);
}

/** The innermost functions; recursion and repeated calls count once. */
function callNames({ frames }: Exception): readonly string[] {
  const inApp = frames.filter((frame) => frame.inApp);
  const names = (inApp.length > 0 ? inApp : frames).flatMap((frame) => frame.function ?? []);
  const distinct = names.filter((name, at) => name !== names[at - 1]);
  return distinct.slice(-FRAMES_MAX).reverse().map(shortName);
}
