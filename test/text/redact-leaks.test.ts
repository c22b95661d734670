// Any kind of secret in any carrier: nothing of it may come out.

import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decode } from "../../src/text/decode.ts";
import { redact } from "../../src/text/redact.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const WORD = LOWER + LOWER.toUpperCase() + DIGITS;

/** A string of the alphabet that has all three kinds of character, as real tokens do. */
function random(size: number, alphabet = WORD) {
  const unit = fc.constantFrom(...alphabet);
  const body = fc.string({ unit, minLength: size, maxLength: size });
  return alphabet === WORD ? body.map((it) => `a7Q${it.slice(3)}`) : body;
}
const after = (parts: string[], size: number, alphabet?: string) =>
  random(size, alphabet).map((it) => parts.join("") + it);

// A name, and how to make one. Prefixes are joined here so that no scanner sees a token.
const KINDS: Record<string, fc.Arbitrary<string>> = {
  password: random(14),
  symbols: random(16).map((it) => `${it.slice(0, 8)}$%${it.slice(8)}!`),
  prefectUser: after(["pn", "u_"], 36),
  prefectService: after(["pn", "b_"], 36),
  slackApp: after(["xa", "pp-1-A012-345-"], 64, `abcdef${DIGITS}`),
  slackBot: after(["xo", "xb-123456789012-"], 24),
  github: after(["gh", "p_"], 36),
  githubFine: after(["github", "_pat_"], 82),
  openai: after(["s", "k-proj-"], 24),
  anthropic: after(["s", "k-ant-api03-"], 60),
  google: after(["AI", "za"], 35),
  npm: after(["np", "m_"], 36),
  pypi: after(["py", "pi-AgEIcHlwaS5vcmc"], 60),
  huggingface: after(["h", "f_"], 34),
  stripe: after(["sk", "_live_"], 24),
  awsId: after(["AK", "IA"], 16, LOWER.toUpperCase()),
  jwt: fc.tuple(random(30), random(40), random(43)).map((it) => `ey${"J"}${it.join(".")}`),
  gitlab: after(["gl", "pat-"], 20),
  sendgrid: fc.tuple(random(22), random(43)).map((it) => `S${"G"}.${it.join(".")}`),
  databricks: after(["da", "pi"], 32, `abcdef${DIGITS}`),
};

const escaped = (it: string) =>
  it.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const CARRIERS: Record<string, (secret: string) => string> = {
  env: (it) => `HOST=x\nAPI_TOKEN=${it}\nPORT=1`,
  json: (it) => `{"a": 1, "api_key": ${JSON.stringify(it)}, "b": [2]}`,
  jsonInJson: (it) => JSON.stringify({ body: JSON.stringify({ password: it, b: 1 }) }),
  yaml: (it) => `db:\n  user: x\n  password: ${it}\n  port: 1`,
  url: (it) => `connecting to postgresql://svc:${encodeURIComponent(it)}@db.internal:5432/app?x=1`,
  query: (it) => `GET /v1/items?page=2&access_token=${encodeURIComponent(it)}&x=1 HTTP/1.1`,
  curl: (it) => `curl -H 'Authorization: Bearer ${it}' https://api.x.io/v1`,
  repr: (it) => `Client(host='x', password='${it}', port=1)`,
  bytes: (it) => `[(b'host', b'x'), (b'authorization', b'Bearer ${it}')]`,
  logfmt: (it) => `level=info msg=start token=${it} n=1`,
  traceback: (it) => `  File "a.py", line 1\nValueError: bad secret: '${it}'`,
  slack: (it) => decode(escaped(`<@U012> see "password": "${it}" & <x>`)).text,
  coloured: (it) => decode(`password=\u001b[31m${it.slice(0, 9)}\u001b[0m${it.slice(9)} ok`).text,
  zeroWidth: (it) => decode(`password=${it.slice(0, 7)}\u200b${it.slice(7)} ok`).text,
  backticks: (it) => `my password is \`${it}\` thanks`,
  writtenLines: (it) => `{"log": "retrying\\napi_key: ${it}\\nend"}`,
  diff: (it) => `-  token: old\n+  token: "${it}"`,
};

const cases = Object.keys(KINDS).flatMap((kind) => Object.keys(CARRIERS).map((it) => [kind, it]));

test.each(cases)("hides %s in %s, once and for all", async (kind, carrier) => {
  await fc.assert(
    fc.asyncProperty(KINDS[kind as string]!, async (secret) => {
      const paste = CARRIERS[carrier as string]!(secret);
      const { text } = await redact(paste);
      for (const part of secret.match(/[A-Za-z0-9]{7,}/g) ?? []) expect(text).not.toContain(part);
      expect((await redact(text)).text).toBe(text);
    }),
    { numRuns: 12, seed: 20_261_122 },
  );
});

// Prefixed tokens need no key beside them.
const PREFIXED = Object.keys(KINDS).filter((it) => it !== "password" && it !== "symbols");
test.each(PREFIXED)("hides %s in plain prose and over a wrapped line", async (kind) => {
  await fc.assert(
    fc.asyncProperty(KINDS[kind]!, fc.integer({ min: 8, max: 20 }), async (secret, before) => {
      const line = `${"say ".repeat(15).slice(before - 60)}${secret} end`;
      const wrapped = line.replace(/.{60}/g, "$&\n");
      for (const paste of [`I used ${secret} and`, `*${secret}*`, `"x\\n${secret}\\n"`, wrapped]) {
        const { text } = await redact(paste);
        for (const part of secret.match(/[A-Za-z0-9]{12,}/g) ?? [])
          expect(text).not.toContain(part);
      }
    }),
    { numRuns: 12, seed: 20_261_122 },
  );
});

test("is idempotent on any text, and never throws", () =>
  fc.assert(
    fc.asyncProperty(hostile(), async (text) => {
      const once = await redact(text);
      expect((await redact(once.text)).text).toBe(once.text);
    }),
    { numRuns: 400, seed: 20_261_122 },
  ));

/** Pieces that rules look for, in any order. */
function hostile() {
  const pieces = (
    "password= token: secret 'x1y2z3a4' \" ' ` ``` * @ :// https://u: @h.io a@b.io Bearer Basic cookie: a=1 " +
    "-----BEGIN eyJ /home/ ann/ [redacted:email] [redacted: ] \n \\n , ; = : ( ) { } 12345678 Abcdefg1"
  ).split(" ");
  return fc
    .array(fc.constantFrom(...pieces, " ", "\n"), { maxLength: 14 })
    .map((it) => it.join(""));
}

const TRACES = "../shared/eval/traces-dev.jsonl";

test.skipIf(!existsSync(TRACES))(
  "leaves real traces as they are, but for a line in fifty",
  async () => {
    let lines = 0;
    let changed = 0;
    for (const row of readFileSync(TRACES, "utf8").trim().split("\n")) {
      const { text } = decode(JSON.parse(row).text);
      const before = text.split("\n");
      const after = (await redact(text)).text.split("\n");
      lines += before.length;
      changed += before.filter((line, i) => line !== after[i]).length;
    }
    expect(changed / lines).toBeLessThan(0.02);
  },
);
