// Passwords in URLs of any scheme. Scheme, user and host stay: they say what was connected to.

import type { Span } from "./redact-spans.ts";
import { isHidden } from "./redact-values.ts";

// Longer than any user, password and host together.
const AUTHORITY_CHARS_MAX = 1_024;
// An account name alone is this short; above, it is a token (https://<token>@github.com).
const TOKEN_CHARS_MIN = 20;
const RUN = new RegExp(`[^\\s"'\`<>\\\\^]{1,${AUTHORITY_CHARS_MAX}}`, "y");

export function urlSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    RUN.lastIndex = at + 3;
    const run = RUN.exec(text)?.[0];
    if (!run?.includes("@")) continue;
    const secret = secretOf(userInfo(cutAtNextUrl(run), isWeb(text, at)));
    if (secret && !isHidden(secret.value)) {
      const start = at + 3 + secret.offset;
      spans.push({ start, end: start + secret.value.length, kind: "url-password" });
    }
  }
  return spans;
}

function isWeb(text: string, at: number): boolean {
  return /(?:https?|wss?)$/i.test(text.slice(Math.max(0, at - 5), at));
}

function cutAtNextUrl(run: string): string {
  const next = run.indexOf("://");
  return next < 0 ? run : run.slice(0, next).replace(/[,;][^,;@]*$/, "");
}

/**
 * What stands before the host. A web path may hold an @ of its own, so there the first `/` ends it;
 * elsewhere people paste passwords with unescaped `/`, `#` and `@`, so the last @ does.
 */
function userInfo(run: string, web: boolean): string {
  const authority = run.slice(0, Math.max(run.search(/[/?#]/), 0) || run.length);
  const inAuthority = authority.lastIndexOf("@");
  if (web && inAuthority >= 0) return run.slice(0, inAuthority);
  if (/^[^/@]*:\d{1,5}$|^[^:@]*$/.test(authority)) return ""; // host, or host and port
  return run.slice(0, Math.max(web ? run.indexOf("@") : run.lastIndexOf("@"), 0));
}

function secretOf(info: string): { readonly value: string; readonly offset: number } | null {
  const colon = info.indexOf(":");
  if (colon >= 0) return { value: info.slice(colon + 1), offset: colon + 1 };
  const isToken = info.length >= TOKEN_CHARS_MIN && /\d/.test(info) && !/[/.]/.test(info);
  return isToken ? { value: info, offset: 0 } : null;
}
