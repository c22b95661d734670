// Issues out of a seeded generator: words by Zipf's law over a made-up vocabulary, titles that name
// the error, and bodies of prose and a Python trace. A bug is reported more than once.

import { type IssueRow, UNTOLD } from "../src/storage/issues.ts";

const WORDS = 60_000; // distinct words of a large tracker; new ones appear in every report besides
const BUGS_SHARE = 0.7; // distinct bugs, of the issues
const TITLE_WORDS = 6;
const BODY_WORDS = 70;
const FRAMES = 6;
const DAY_MS = 86_400_000;
const START = Date.UTC(2018, 0, 1);

export type Random = () => number;

/** Numbers from 0 to 1 (mulberry32): the same for the same seed, everywhere. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Generated = { readonly title: string; readonly body: string; readonly trace: string };

/** The n-th issue of a tracker with `count` issues; the same call makes the same issue. */
export function generateIssue(n: number, count: number): Generated {
  const random = seeded(n * 2_654_435_761);
  const bug = seeded(Math.floor(random() * count * BUGS_SHARE) * 40_503 + 7);
  const type = `${camel(bug)}Error`;
  const message = words(bug, TITLE_WORDS);
  const frames = Array.from({ length: FRAMES }, () => {
    const file = `/usr/lib/python3/site-packages/${word(bug)}/${word(bug)}.py`;
    return `  File "${file}", line ${Math.ceil(random() * 900)}, in ${word(bug)}_${word(bug)}`;
  });
  const trace = [
    "Traceback (most recent call last):",
    ...frames,
    `${word(bug)}.${type}: ${message}`,
  ];
  const body = `${words(random, BODY_WORDS)}\n\n\`\`\`\n${trace.join("\n")}\n\`\`\`\n${words(random, BODY_WORDS)} id${n}`;
  return { title: `${type}: ${message} ${words(random, 2)}`, body, trace: trace.join("\n") };
}

export function toRow(n: number, count: number): IssueRow {
  const { title, body } = generateIssue(n, count);
  const time = new Date(START + (n / count) * 3000 * DAY_MS).toISOString();
  return {
    ...UNTOLD,
    ref: `acme/app#${n + 1}`,
    repository: "acme/app",
    number: n + 1,
    title,
    body,
    comments: "",
    state: n % 3 === 0 ? "open" : "closed",
    labels: "[]",
    url: `https://github.com/acme/app/issues/${n + 1}`,
    created_at: time,
    updated_at: time,
    checked_at: time,
    visibility: "public",
  };
}

/** By rank: the n-th word is about 1/n as frequent as the first (Zipf's law). */
function word(random: Random): string {
  const rank = Math.floor(WORDS ** random());
  return spell(rank);
}

function words(random: Random, count: number): string {
  return Array.from({ length: count }, () => word(random)).join(" ");
}

function camel(random: Random): string {
  const parts = [word(random), word(random)];
  return parts.map((it) => it.charAt(0).toUpperCase() + it.slice(1)).join("");
}

const SYLLABLES = "ba co du fe gi ho ju ka le mi no pu ra se ti vo wu xa ze lo".split(" ");

function spell(rank: number): string {
  let spelled = "";
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    spelled += SYLLABLES[rest % SYLLABLES.length] ?? "";
  return spelled;
}
