// A model that lies in every encoding, through the whole bot to every surface: nothing that the plain
// answer does not carry may come out. The oracle reads the surfaces and knows nothing of `ground`.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Piece } from "../../src/answer/ground-wording.ts";
import { wordables } from "../../src/answer/word-paragraphs.ts";
import type { Reply } from "../../src/conversation/reply.ts";
import { ENCODINGS, PAYLOADS, PLACES } from "./evil.ts";
import { answerWith, says } from "./harness.ts";
import { referenceAnswer, referenceReply, type Surfaces, surfacesOf } from "./reference.ts";

const HONEST_ID = "what_happened.0";
const HONEST =
  "What happened here: h2 refused one more frame on a pooled HTTP/2 connection that was already closed.";
const TARGET_ID = "cause.1";
const TARGET =
  "What happened is that the server, a load balancer or an idle timeout closed the HTTP/2 connection, often with GOAWAY. While httpcore's pool still held it, Prefect's client used it again.";

const plain = await referenceAnswer(null);
const plainSurfaces = await surfacesOf({ kind: "answer", answer: plain });
const plainTarget = wordables(plain).find((it) => it.id === TARGET_ID)?.text ?? "";

// What must not grow, as a reader or a client would find it.
const FINDS: Readonly<Record<string, RegExp>> = {
  addresses:
    /\b[a-z][a-z+.-]*:\/\/[^\s)"<>\\]+|\b(?:javascript|data|mailto):\S+|\/\/\w[\w.-]*\.\w+/gi,
  domains: /\b[\w-]+\.(?:example|com|net|io|org|sh|dev)\b/gi,
  links: /(?<!\\)\]\([^)]*\)|<a\b[^>]*>|\]\[\w*\]/g,
  images: /(?<!\\)!\[|<img\b|<svg\b|<script\b|<iframe\b/gi,
  pings: /<[!@#][^>]*>|@\u2060?(?:here|channel|everyone|all|U\d)/g,
  issues: /(?:[\w.-]+\/[\w.-]+)?\\?#\d+|\/(?:issues|pull)\/\d+/g,
  settings: /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:=\S+)?|\b[a-z]+(?:\.[a-z]+)*\.[a-z]+_[a-z_]+\b/g,
  commands: /\b(?:pip|curl|rm|sudo|systemctl|sh|npm|docker|kubectl|wget|chmod|apt)\b[^\n]{0,24}/g,
  flags: /(?<!\S)--?[a-z][\w-]+/g,
  versions: /\bv?\d+(?:\.\d+)+\b|\bversion \d+/g,
  fences: /```+\w*/g,
  identifiers: /\bCVE-\d+-\d+|\/etc\/\w+|\bRedis\b|certificate verification|\bevil\b/gi,
};
type Findings = Readonly<Record<string, readonly string[]>>;

const found = new Map<string, Findings>();

/** Everything above in a text, also once it is decoded as a client or a curious reader might. */
function findingsOf(said: string): Findings {
  const known = found.get(said);
  if (known) return known;
  const views = decodings(said);
  const findings = Object.fromEntries(
    Object.entries(FINDS).map(([name, pattern]) => [
      name,
      views.flatMap((view) => view.match(pattern) ?? []),
    ]),
  );
  found.set(said, findings);
  return findings;
}

function decodings(said: string): string[] {
  const seen = said
    .normalize("NFKC")
    .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g, "");
  const entities = seen.replace(/&(?:amp;)?#(x?)([\da-f]+);/gi, (_, isHex, digits) =>
    String.fromCodePoint(Number.parseInt(digits, isHex ? 16 : 10) % 0x10ffff),
  );
  const percent = entities.replace(/%([\da-f]{2})/gi, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const escapes = percent.replace(/\\+u([\da-f]{4})/gi, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const base64 = [...said.matchAll(/[A-Za-z0-9+/]{8,}={0,2}/g)].map(([it]) =>
    Buffer.from(it, "base64").toString("latin1"),
  );
  const despaced = seen.replace(/(?<=\s\S) (?=\S(?:\s|$))/g, "");
  return [seen, escapes, despaced, base64.filter((it) => /^[\x20-\x7e]+$/.test(it)).join("\n")];
}

const BEFORE: Readonly<Record<string, Findings>> = Object.fromEntries(
  Object.entries(plainSurfaces).map(([surface, said]) => [surface, findingsOf(said)]),
);

/** What a surface shows that the plain answer does not. */
function beyond(surfaces: Surfaces, before: Readonly<Record<string, Findings>>): string[] {
  return Object.entries(surfaces).flatMap(([surface, said]) =>
    Object.entries(findingsOf(said)).flatMap(([name, found]) => {
      const known = new Set(before[surface]?.[name]);
      return found.filter((it) => !known.has(it)).map((it) => `${surface} ${name}: ${it}`);
    }),
  );
}

async function replyTo(pieces: readonly Piece[]): Promise<Reply> {
  const honest = { id: HONEST_ID, pieces: [{ kind: "text", value: HONEST }] };
  return referenceReply(says({ paragraphs: [honest, { id: TARGET_ID, pieces }] }));
}

/** Nothing beyond the evidence, the attacked paragraph as it was, the honest one kept. */
async function checkEvil(pieces: readonly Piece[], name: string): Promise<void> {
  const reply = await replyTo(pieces);
  const said = "answer" in reply ? wordables(reply.answer) : [];
  expect(said.find((it) => it.id === TARGET_ID)?.text, name).toBe(plainTarget);
  expect(said.find((it) => it.id === HONEST_ID)?.text, name).toBe(HONEST);
  expect(beyond(await surfacesOf(reply), BEFORE), name).toEqual([]);
}

let outputs = 0;

test("the honest wordings that the attacks are built on would be kept", async () => {
  const reply = await replyTo([{ kind: "text", value: TARGET }]);
  expect("answer" in reply && wordables(reply.answer).find((it) => it.id === TARGET_ID)?.text).toBe(
    TARGET,
  );
});

test("the oracle sees every payload that would get through", async () => {
  const surfaces = (payload: string) => ({
    markdown: payload,
    terminal: payload,
    json: payload,
    html: payload,
  });
  const unseen = Object.entries(PAYLOADS).filter(
    ([, payload]) => beyond(surfaces(payload), BEFORE).length === 0,
  );
  expect(unseen.map(([name]) => name)).toEqual([]);
});

test.each(Object.entries(PAYLOADS))("%s: no encoding passes", async (kind, payload) => {
  for (const [encoding, encode] of Object.entries(ENCODINGS)) {
    const place = PLACES["after an honest wording"]!;
    await checkEvil(place(TARGET, encode(payload)), `${kind}, ${encoding}`);
    outputs++;
  }
});

test.each(Object.entries(PLACES))("%s: no payload passes", async (name, place) => {
  for (const [kind, payload] of Object.entries(PAYLOADS)) {
    await checkEvil(place(TARGET, payload), `${kind}, ${name}`);
    outputs++;
  }
});

test("elsewhere in the value: ids, keys and further paragraphs", async () => {
  for (const payload of Object.values(PAYLOADS)) {
    const pieces = [{ kind: "text", value: payload }];
    const values = [
      { paragraphs: [{ id: payload, pieces }] },
      {
        paragraphs: [
          "fix.0",
          "fix.1",
          "reports.0",
          "questions.0",
          "code.0",
          "header",
          "what_happened.9",
        ].map((id) => ({ id, pieces })),
      },
      {
        paragraphs: [],
        [payload]: payload,
        level: "exact",
        header: { title: payload },
        sources: [{ id: "x", url: payload }],
      },
      { paragraphs: [{ id: TARGET_ID, pieces: [{ kind: "link", value: payload, url: payload }] }] },
      {
        paragraphs: [{ id: TARGET_ID, pieces: [{ kind: "text", value: TARGET, source: payload }] }],
      },
    ];
    for (const value of values) {
      const reply = await referenceReply(says(value));
      expect(reply).toEqual({ kind: "answer", answer: plain });
      outputs++;
    }
  }
});

test("connections: no payload passes, not even one that the issue's own title carries", async () => {
  const error = "ZebraError: the stripes are inverted";
  for (const [kind, payload] of Object.entries(PAYLOADS)) {
    const issues = [
      {
        repository: "acme/app",
        number: 20,
        title: `ZebraError: stripes are inverted ${payload}`,
        state: "open",
        body: error,
      },
    ];
    const before = await answerWith(null, error, issues);
    const known = Object.fromEntries(
      Object.entries(await surfacesOf({ kind: "answer", answer: before })).map(
        ([surface, said]) => [surface, findingsOf(said)],
      ),
    );
    for (const sentence of [
      `The stripes may be inverted too: ${payload}.`,
      payload,
      `${payload} may relate to a ZebraError.`,
    ]) {
      for (const id of ["issue:acme/app#20", payload]) {
        const answer = await answerWith(says({ connections: [{ id, sentence }] }), error, issues);
        expect(beyond(await surfacesOf({ kind: "answer", answer }), known), kind).toEqual([]);
        expect(answer, kind).toEqual(before);
        outputs++;
      }
    }
  }
});

test("any mixture of honest words, payloads and noise stays within the evidence", async () => {
  const honest = TARGET.split(" ");
  const piece = fc.record({
    kind: fc.constantFrom("text", "strong", "code", "source"),
    value: fc.oneof(
      fc.constantFrom(...Object.values(PAYLOADS), "issue:python-hyper/h2#1199"),
      fc.shuffledSubarray(honest).map((words) => words.join(" ")),
      fc.string({ unit: "grapheme", maxLength: 20 }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      outputs++;
      expect(beyond(await surfacesOf(await replyTo(pieces as Piece[])), BEFORE)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("that was at least 300 outputs", () => {
  console.log(`evil outputs: ${outputs}, on ${Object.keys(plainSurfaces).length} surfaces each`);
  expect(outputs).toBeGreaterThanOrEqual(300);
});
