// What names a person: e-mail addresses, and the user name in a home directory.

import type { Span } from "./redact-spans.ts";

// RFC 5321 4.5.3.1
const LOCAL_CHARS_MAX = 64;
const DOMAIN = /@([A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63}){1,8})/y;
const LOCAL_CHARACTER = /[\p{L}\p{N}._%+-]/u;
// `express@4.18.2`, `render@app.bundle.js`, `asset@2x.png`: a package, a frame, a file.
const NOT_A_DOMAIN =
  /^[\d.]+(?:$|[-.])|\.(?:\d+|[cm]?[jt]sx?|tgz|g?zip|gz|jar|whl|dll|exe|json|ya?ml|lock|html?|css|php|java|png|svg|jpe?g)$/i;
// `git@github.com:org/repo.git` is how git writes a host.
const HOST_ACCOUNTS = new Set(["git", "hg", "svn", "nobody"]);

// Names that images, runners and tutorials use; they tell nothing about a person.
const COMMON_NAMES = new Set(
  (
    "runner runneradmin root app appuser apps ubuntu debian admin administrator user users username " +
    "you me name vscode node codespace gitpod circleci travis jenkins vagrant jovyan coder prefect " +
    "airflow dagster celery worker deploy nobody nonroot python docker ec2-user hadoop spark " +
    "azureuser site sbx_user1051 shared public default guest all"
  ).split(" "),
);
const HOME =
  /(?<![\w.])\/(?:home|Users)\/(?<unix>[^\s/\\:"'`<>|,;()[\]{}$*?=&]{1,64})|[A-Za-z]:(?:\\{1,4}|\/)(?:Users|Documents and Settings)(?:\\{1,4}|\/)(?<windows>[^\s/\\:"'`<>|,;()[\]{}$*?=&%](?:[^\n/\\:"'`<>|*?]{0,63}(?=[\\/])|[^\s/\\:"'`<>|,;()*?]{0,63}))/g;

/** Addresses of people; not git hosts, packages with a version, or file names. */
export function emailSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const start = localStart(text, at);
    if (start === at) continue;
    DOMAIN.lastIndex = at;
    const domain = DOMAIN.exec(text)?.[1]?.replace(/[.-]+$/, "");
    if (!domain || NOT_A_DOMAIN.test(domain) || !/\.[A-Za-z][A-Za-z0-9-]+$/.test(domain)) continue;
    if (HOST_ACCOUNTS.has(text.slice(start, at).toLowerCase())) continue;
    spans.push({ start, end: at + 1 + domain.length, kind: "email" });
  }
  return spans;
}

function localStart(text: string, at: number): number {
  const least = Math.max(0, at - LOCAL_CHARS_MAX);
  let start = at;
  while (start > least && LOCAL_CHARACTER.test(text[start - 1] ?? "")) start -= 1;
  return start;
}

/** The user name in `/home/…`, `/Users/…` and `C:\Users\…`; the rest of the path stays. */
export function homeSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(HOME)) {
    const name = found.groups?.unix ?? found.groups?.windows ?? "";
    if (COMMON_NAMES.has(name.toLowerCase()) || /^[.%~-]+$/.test(name)) continue;
    const end = found.index + found[0].length;
    spans.push({ start: end - name.length, end, kind: "user" });
  }
  return spans;
}
