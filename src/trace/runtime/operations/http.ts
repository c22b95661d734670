// What servers answer: status lines and error bodies in JSON, as APIs of every make write them.

import type { Found, Shape, Tool } from "./tool.ts";

const SHAPES: readonly Shape[] = [
  { pattern: /^(?:< )?HTTP\/[\d.]{1,3} (?<type>[45]\d\d)(?: (?<message>[A-Z][\w '-]*))?$/ },
  {
    pattern:
      /^(?:<html>)?\s*(?:<head>)?\s*<title>(?<type>[45]\d\d) (?<message>[A-Z][\w ]+)<\/title>/,
  },
  { pattern: /^ERROR (?<type>[45]\d\d): (?<message>[A-Z][\w ]+)\.$/ },
];

/** Reads HTTP errors. */
export const http: Tool = {
  hint: /HTTP\/|<title>[45]|ERROR [45]\d\d:|\{/,
  shapes: SHAPES,
  read: (lines, at, text) => (text.startsWith("{") ? readBody(lines, at, text) : null),
};

// Some APIs tell of success in the same field.
const WENT_WELL =
  /^(?:ok|done|success|accepted)\b|\b(?:successfully|created|changed|updated|deleted|saved|sent|queued)\.?$/i;
const BODY_LINES_MAX = 80;
const BODY_CHARS_MAX = 20_000;

function readBody(lines: readonly string[], at: number, text: string): Found | null {
  const end = endOfBody(lines, at, text);
  if (end === null) return null;
  const whole = [text, ...lines.slice(at + 1, end)].join("\n");
  const error = whole.length > BODY_CHARS_MAX ? null : ofBody(parse(whole));
  return error && { ...error, end };
}

/** The line after the object that begins here: on one line, or down to a brace at the margin. */
function endOfBody(lines: readonly string[], at: number, text: string): number | null {
  if (text.endsWith("}")) return at + 1;
  if (text !== "{") return null;
  let depth = 0;
  for (let end = at; end < Math.min(lines.length, at + BODY_LINES_MAX); end++) {
    const line = (lines[end] ?? "").trim();
    if (/[{[]$/.test(line)) depth++;
    if (/^[}\]],?$/.test(line)) depth--;
    if (depth === 0) return end + 1;
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // cut off, or no JSON
  }
}

type Body = Readonly<Record<string, unknown>>;
type Error = { readonly type: string | null; readonly message: string };

/** An error as FastAPI, RFC 9457, Kubernetes, Google, OAuth, Spring, AWS or GraphQL words it. */
function ofBody(value: unknown): Error | null {
  if (!isObject(value)) return null;
  return ofDetail(value) ?? ofStatus(value) ?? ofError(value) ?? ofNamed(value);
}

function ofDetail(body: Body): Error | null {
  const { detail } = body;
  if (Object.keys(body).length !== 1 || detail === undefined) return null;
  if (typeof detail === "string") return WENT_WELL.test(detail) ? null : named(null, detail);
  const items = Array.isArray(detail) ? detail.filter(isObject) : [];
  const said = items.flatMap(({ loc, msg }) =>
    Array.isArray(loc) && typeof msg === "string" ? [`${loc.join(".")}: ${msg}`] : [],
  );
  const type = typeof items[0]?.type === "string" ? items[0].type : null;
  return said.length > 0 ? { type, message: said.join("\n") } : null;
}

function ofStatus(body: Body): Error | null {
  const status = body.status ?? body.statusCode ?? body.code;
  const { title, detail, message, error, reason } = body;
  if (body.kind === "Status" && status === "Failure") return named(reason, message);
  if (typeof status !== "number" || status < 400 || status > 599) return null;
  return named(title ?? error ?? String(status), detail ?? message ?? title ?? error);
}

function ofError(body: Body): Error | null {
  const { error, error_description: described, errors, data } = body;
  if (typeof error === "string" && described !== undefined) return named(error, described);
  if (isObject(error) && Object.keys(body).length === 1) {
    const type = error.status ?? error.type ?? error.code ?? null;
    return type === null ? null : named(type, error.message);
  }
  const first = Array.isArray(errors) && !data ? errors[0] : null;
  return isObject(first) ? named(first.code ?? null, first.message) : null;
}

function ofNamed(body: Body): Error | null {
  if (body.__type !== undefined) return named(body.__type, body.message ?? body.Message);
  return named(null, body.exception_message);
}

function named(type: unknown, message: unknown): Error | null {
  if (typeof message !== "string" || message === "") return null;
  const name = typeof type === "string" || typeof type === "number" ? String(type) : null;
  return { type: name, message };
}

function isObject(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
