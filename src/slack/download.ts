// The text of one attached file. The token goes to Slack's own file host and nowhere else, also not
// after a redirect; nothing is unpacked; what cannot be read becomes a sentence.

import type { Problem } from "../text/report.ts";
import type { Attached } from "./attached.ts";

export type Download = {
  readonly botToken: string;
  /** Another Slack, for tests: files on its host are its own. */
  readonly apiUrl: string | null;
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number) => Promise<void>;
  /** When there is no time left for files. */
  readonly signal: AbortSignal;
};

/** `text` is raw. A problem may stand beside a text that is not whole. */
export type Downloaded = { readonly text: string; readonly problem: Problem | null };

/** All files of one report together: a long log. */
export const FILE_BYTES_MAX = 5_000_000;
const FILE_HOST = "files.slack.com";
const DOWNLOAD_MS = 8_000;
const TRIES_MAX = 3;
const AGAIN_MS = 400;

const TEXT_TYPE =
  /^(?:text\/|application\/(?:json|x?-?yaml|xml|toml|x-(?:sh|python|ndjson|log)|javascript|typescript|sql)\b)/;
const TEXT_NAME =
  /^(?:text|log|markdown|python|javascript|typescript|json|yaml|xml|toml|shell|bash|powershell|go|rust|ruby|java|kotlin|scala|csharp|cpp|c|php|perl|sql|diff|docker|dockerfile|csv|tsv|html|ini)$/;

/** Null: nothing against downloading it. */
export function refusal({ mode, mimetype, filetype }: Attached): Problem | null {
  switch (mode) {
    case "tombstone":
      return GONE;
    case "hidden_by_limit":
      return problem("file-hidden", "Slack hides an attached file: the workspace is out of space.");
    case "external":
      return problem(
        "file-external",
        "An attached file lies outside Slack; I do not open it. Paste the part with the error.",
      );
  }
  if (mimetype.startsWith("image/")) {
    return problem(
      "file-image",
      "A picture is attached, and I read text only: paste the error as text.",
    );
  }
  if (mode === "snippet" || TEXT_TYPE.test(mimetype) || TEXT_NAME.test(filetype)) return null;
  return problem(
    "file-type",
    "An attached file is no text; I did not open it. Paste the part with the error.",
  );
}

/** At most `bytesMax` bytes of it. Never throws. */
export async function download(
  parts: Download,
  file: Attached,
  bytesMax: number,
): Promise<Downloaded> {
  const url = file.url === null ? null : URL.parse(file.url);
  if (!url || !isSlacks(url, parts.apiUrl)) return failed(ELSEWHERE);
  for (let tries = 1; ; tries++) {
    const got = await attempt(parts, url, file, bytesMax);
    if (got !== "again") return got;
    if (tries === TRIES_MAX || parts.signal.aborted) return failed(UNREACHABLE);
    await parts.sleep(AGAIN_MS * tries);
  }
}

const problem = (code: string, message: string): Problem => ({ code, message });
const ELSEWHERE = problem(
  "file-elsewhere",
  "An attached file is not on Slack's own file host, so I did not fetch it. Paste the part with the error.",
);
export const UNREACHABLE = problem(
  "file-unreachable",
  "Slack did not give me an attached file. Paste the part with the error.",
);
export const GONE = problem("file-gone", "An attached file was deleted before I could read it.");
export const CUT = problem("file-cut", "The attached files are large; I read their first 5 MB.");
/** Slack answers with its login page where the scope is missing. */
export const NO_SCOPE = problem(
  "file-scope",
  "I may not read attached files here: the app lacks the scope files:read. Paste the part with the error.",
);

const failed = (why: Problem): Downloaded => ({ text: "", problem: why });

function isSlacks(url: URL, apiUrl: string | null): boolean {
  if (url.username || url.password) return false;
  if (url.protocol === "https:" && url.host === FILE_HOST) return true;
  // Only a double on this machine keeps its files beside its API.
  const base = apiUrl === null ? null : URL.parse(apiUrl);
  return base !== null && LOOPBACK.test(base.hostname) && url.origin === base.origin;
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

async function attempt(
  { botToken, fetch, signal }: Download,
  url: URL,
  file: Attached,
  bytesMax: number,
): Promise<Downloaded | "again"> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${botToken}` },
      redirect: "manual", // a redirect would carry the token away; Slack's leads to its login page
      signal: AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_MS)]),
    });
    const { status } = response;
    const isHtml = /^text\/html\b/.test(response.headers.get("content-type") ?? "");
    const isLogin = isHtml && file.mimetype !== "text/html" && file.filetype !== "html";
    if (status !== 200 || isLogin) {
      await response.body?.cancel();
      return toFailed(status);
    }
    const { bytes, isWhole } = await readBytes(response, bytesMax);
    return { text: toText(bytes), problem: isWhole ? null : CUT };
  } catch {
    return "again"; // no connection, or too slow
  }
}

function toFailed(status: number): Downloaded | "again" {
  if (status === 429 || status >= 500) return "again";
  if (status === 404 || status === 410) return failed(GONE);
  return failed(NO_SCOPE);
}

async function readBytes(
  response: Response,
  bytesMax: number,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Uint8Array[] = [];
  let left = bytesMax;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left < 0) break; // ends the stream as well
  }
  return { bytes: Buffer.concat(chunks), isWhole: left >= 0 };
}

/** UTF-8 unless a mark at its start says UTF-16, as Windows writes it. */
function toText(bytes: Buffer): string {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  const encoding = isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
