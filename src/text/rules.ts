// Our own rules for what may not be kept. They run before the vendor rules, which miss bearer
// tokens, JWTs, passwords in URLs and key=value pairs, and cover Slack's app tokens only half.
// Linear by construction: a pattern has one unbounded run, last, so that it cannot fail after it;
// what else must hold is asked of the match (`accept`), which has been consumed by then.

import { pairSpans } from "./redact-pairs.ts";
import { pemSpans } from "./redact-pem.ts";
import { emailSpans, homeSpans } from "./redact-people.ts";
import { apart, mergeSpans, outside, type Span } from "./redact-spans.ts";
import { urlSpans } from "./redact-urls.ts";

type Rule = {
  readonly kind: string;
  /** Global. The group `value` is hidden, or the whole match when there is none. */
  readonly pattern: RegExp;
  readonly accept?: (value: string) => boolean;
};

// A JWT without its dots is as long as its header: {"alg":"HS256","typ":"JWT"}.
const JWT_HEADER_CHARS = 36;
// How far from an AWS key id its secret is looked for; both stand in one block of settings.
const AWS_NEAR_CHARS = 300;
// Hex of this length is a git SHA, and base64 of mixed case the secret (AWS IAM, "access keys").
const AWS_SECRET = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g;

const hasDigit = (value: string) => /\d/.test(value);
const isMixed = (value: string) => hasDigit(value) && /[A-Za-z]/.test(value);
const isRandom = (value: string) => isMixed(value) || /[a-z][A-Z]{2}|[A-Z][a-z][A-Z]/.test(value);

const BEFORE = "(?<![A-Za-z0-9])";
const rule = (kind: string, source: string, accept?: Rule["accept"]): Rule => ({
  kind,
  pattern: new RegExp(BEFORE + source, "g"),
  ...(accept && { accept }),
});

// Prefixes from each vendor's documentation; lengths are lower bounds, as pastes are cut.
const SHAPES: readonly Rule[] = [
  rule("prefect-key", "pn[ub]_[A-Za-z0-9]{8,}"),
  rule("slack-token", "xapp-[A-Za-z0-9-]{8,}", hasDigit),
  rule("slack-token", "xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9%/+=-]{8,}", hasDigit),
  rule("slack-webhook", "hooks\\.slack(?:-gov)?\\.com/[a-z]{1,20}/(?<value>[A-Za-z0-9_/-]{8,})"),
  rule("github-token", "gh[pousr]_[A-Za-z0-9_.-]{16,}"),
  rule("github-token", "github_pat_[A-Za-z0-9_]{16,}"),
  rule("gitlab-token", "gl(?:pat|dt|rt|ptt|soat|cbt)-[A-Za-z0-9_.-]{16,}"),
  rule("anthropic-key", "sk-ant-[A-Za-z0-9_-]{8,}"),
  rule("openai-key", "sk-(?!ant-)[A-Za-z0-9_-]{16,}", isMixed),
  rule("google-key", "AIza[A-Za-z0-9_-]{20,}"),
  rule("google-key", "(?:ya29\\.|GOCSPX-)[A-Za-z0-9_-]{16,}"),
  rule("npm-token", "npm_[A-Za-z0-9]{20,}", isRandom),
  rule("pypi-token", "pypi-[A-Za-z0-9_-]{32,}", isRandom),
  rule("huggingface-token", "hf_[A-Za-z0-9]{20,}", isRandom),
  rule("stripe-key", "(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{10,}"),
  rule("vault-token", "hv[sbr]\\.[A-Za-z0-9_-]{16,}"),
  rule("aws-key", "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}"),
  rule("aws-session-token", "(?:FwoGZXIv|IQoJb3Jp)[A-Za-z0-9+/=%]{40,}"),
  rule("jwt", "eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){0,4}", isJwt),
];

const SCHEMES =
  "(?:bearer|basic|token|digest|apikey|api-key|key|negotiate|splunk|aws4-[a-z0-9-]{1,20})";
const HEADERS: readonly Rule[] = [
  rule("basic-auth", "[Bb](?:asic|ASIC)[ \\t]{1,4}(?<value>[A-Za-z0-9+/_=-]{8,})", isBasic),
  {
    // As a header, a dict, a list of pairs, curl -H and bytes: b'Authorization', b'Bearer …'.
    kind: "bearer",
    pattern: new RegExp(
      `authorization\\\\{0,3}["'\`]?\\]?[ \\t]{0,4}[:=,][ \\t]{0,4}(?:b(?=[\\\\"']))?\\\\{0,3}["'\`]?(?:${SCHEMES}[ \\t]{1,4})?(?<value>[^\\s"'\`,;\\\\<>]{4,})`,
      "gi",
    ),
    accept: (value) => hasDigit(value) || value.length > 12,
  },
  rule("bearer", "[Bb](?:earer|EARER)[ \\t]{1,4}(?<value>[A-Za-z0-9._~+/=-]{12,})", isRandom),
  {
    kind: "basic-auth", // curl -u user:password
    pattern: /(?<=\s)(?:-u|--user|--proxy-user)[ =]{1,2}["']?[^\s:"'=]{1,64}:(?<value>[^\s"']+)/g,
    accept: (value) => !/^\d+$|^[$%{<]/.test(value),
  },
  {
    kind: "cookie",
    pattern:
      /cookie\\{0,3}["'`]?[ \t]{0,4}[:=,][ \t]{0,4}(?:b(?=[\\"']))?\\{0,3}["'`]?(?<value>[\w.-]{1,80}=[^\s"'`\\][^\n"'`\\]*)/gi,
  },
  {
    kind: "cookie",
    pattern: /cookies["']?[ \t]{0,4}[:=][ \t]{0,4}\{(?<value>[^{}\n]+)/gi,
    accept: hasDigit,
  },
  {
    kind: "signature", // S3, GCS, CloudFront, Azure SAS
    pattern:
      /[?&;](?:X-(?:Amz|Goog)-(?:Signature|Credential|Security-Token)|sig|Signature|AWSAccessKeyId|GoogleAccessId|Policy|Key-Pair-Id)=(?<value>[^\s&"'`<>)]+)/gi,
  },
  {
    kind: "docker-auth", // ~/.docker/config.json
    pattern: /"auth\\{0,3}"[ \t]{0,4}:\s{0,8}\\{0,3}"(?<value>[A-Za-z0-9+/]{8,}={0,2})/g,
  },
];

/** Everything our rules find in `text`, sorted and without overlaps. */
export function ownSpans(text: string): Span[] {
  const words = apart(text);
  const shaped = [
    ...SHAPES.flatMap((it) => applyRule(it, words)),
    ...HEADERS.flatMap((it) => applyRule(it, text)),
  ];
  const found = mergeSpans([
    ...pemSpans(text),
    ...shaped,
    ...awsSecretSpans(text, shaped),
    ...urlSpans(text),
    ...pairSpans(text),
    ...homeSpans(text),
  ]);
  // What stands before a host in a URL reads like an address; the password is hidden already.
  return mergeSpans([...found, ...outside(emailSpans(text), found)]);
}

function applyRule({ kind, pattern, accept }: Rule, text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(pattern)) {
    const value = found.groups?.value ?? found[0];
    if (accept && !accept(value)) continue;
    const start = found.index + found[0].length - value.length;
    spans.push({ start, end: start + value.length, kind });
  }
  return spans;
}

function awsSecretSpans(text: string, shaped: readonly Span[]): Span[] {
  return shaped
    .filter((it) => it.kind === "aws-key")
    .flatMap((id) => {
      const from = Math.max(0, id.start - AWS_NEAR_CHARS);
      const near = text.slice(from, id.end + AWS_NEAR_CHARS);
      return [...near.matchAll(AWS_SECRET)]
        .filter(([value]) => /[a-z]/.test(value) && /[A-Z]/.test(value) && hasDigit(value))
        .map((found) => ({
          start: from + found.index,
          end: from + found.index + found[0].length,
          kind: "aws-secret",
        }));
    });
}

function isJwt(value: string): boolean {
  return value.includes(".") || value.length >= JWT_HEADER_CHARS;
}

/** Base64 of `user:password`, which tells "Basic realm" and "Basic authentication" apart. */
function isBasic(value: string): boolean {
  return Buffer.from(value, "base64").toString("latin1").includes(":") || value.endsWith("=");
}
