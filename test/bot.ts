// A working bot for tests: the real layers over knowledge that the test writes, no model, no disk.

import type { Answer } from "../src/answer/answer.ts";
import type { Shelf } from "../src/answer/context.ts";
import { toMarkdown } from "../src/answer/markdown.ts";
import { replyMarkdown } from "../src/conversation/json.ts";
import type { Reply } from "../src/conversation/reply.ts";
import { newThread, type Thread } from "../src/conversation/thread.ts";
import { readIncident, toRecognition } from "../src/incident/read.ts";
import { type Knowledge, readKnowledge } from "../src/knowledge/knowledge.ts";
import { toSubject } from "../src/knowledge/match.ts";
import { schemesOf } from "../src/knowledge/range.ts";
import { respond, type Services } from "../src/respond.ts";
import { buildCorpus } from "../src/search/corpus.ts";
import { toIssueRow } from "../src/search/ingest.ts";
import { judgeHits, refsToJudge } from "../src/search/judge.ts";
import { retrieve } from "../src/search/retrieve.ts";
import type { PageRows } from "../src/storage/changes.ts";
import type { IssueRow } from "../src/storage/issues.ts";
import type { LinkRow } from "../src/storage/links.ts";
import { toReport } from "../src/text/report.ts";

export const FACTS = `
setting_prefixes: [ACME_]
libraries: [acme, widget]
facts:
  - name: acme.version
    title: Acme version
    kind: version
    ask: Which Acme version runs it?
    how: acme --version
    repository: acme/app
    said: [acme <version>, acme==<version>]
  - name: widget.version
    title: widget version
    kind: version
    how: pip show widget
    said: [widget <version>]
  - name: proxy
    title: proxy
    kind: choice
    ask: Is a proxy in between?
    how: env | grep -i proxy
    values: { none: [no proxy], nginx: [nginx], squid: [squid] }
  - name: owner
    title: owner of the pool
    kind: choice
    values: { own: [my own pool], acme: ["acme's pool"] }
`;

export const REFERENCES = `
references:
  pools: { title: "Acme: pools", url: "https://docs.acme.test/pools" }
`;

/** The model entry of the tests: one decisive message, versions, branches, fixes, questions. */
export const POOL_ENTRY = `---
id: pool-drained
title: The pool is drained
aliases: [pool-empty]
status: verified
owner: dana
reviewed: 2026-01-01
checked_against: Acme 3.1
raised_by: widget
affects: { acme.version: ">=2.0,<4" }
match:
  any:
    - message: pool limit of size <int> reached
    - error: PoolError
      says: [[drained, empty]]
  none:
    - says: aquarium
settings:
  - name: ACME_POOL_MODE
    key: pool.mode
    about: how the pool hands out slots
    by: acme.version
    source: ref:pools
    defaults:
      - { range: ">=2.0,<3.0.2", value: eager, proof: [acme/app#10] }
      - { range: ">=3.0.2", value: lazy, proof: [acme/app#11] }
fixed_in:
  - { fact: acme.version, version: "3.0.2", for: ">=2.0", what: lazy by default, proof: [acme/app#11] }
questions:
  - { fact: acme.version, why: The default changed in 3.0.2. }
  - { fact: widget.version, why: Old ones leak. }
  - { fact: proxy, why: A proxy holds slots. }
reports:
  - { issue: acme/app#7, title: Pool drained, state: open, checked: "2026-01-01", why: the same, duplicates: [acme/app#8] }
references: [pools]
---

## What happened
The pool had no slot left.

## Cause
### Slots are never given back
- when: owner is not own

A job that raises keeps its slot.

### Your own pool is too small
- when: owner is own

Your code made this pool.

## Fix
### Make the pool lazy
- when: owner is not own
- risk: low
- sets: ACME_POOL_MODE=lazy

\`\`\`bash env
export ACME_POOL_MODE=lazy
\`\`\`

### Raise the limit
- risk: medium

Set \`ACME_POOL_SIZE\` higher.

### Widget before 2
- when: widget.version <2
- risk: high

Pin widget.

## Network
### nginx
- when: proxy is nginx

Look at \`proxy_read_timeout\`.

### Any proxy
- when: proxy is not none

Count its connections.

## Check
No slot is in use while nothing runs.
`;

export function knowledgeOf(
  entries: Readonly<Record<string, string>> = { "pool/pool-drained.md": POOL_ENTRY },
  facts: string = FACTS,
): Knowledge {
  return readKnowledge([
    { path: "facts.yaml", text: facts },
    { path: "references.yaml", text: REFERENCES },
    ...Object.entries(entries).map(([path, text]) => ({ path, text })),
  ]);
}

export type Bot = {
  readonly services: Services;
  readonly say: (text: string) => Promise<{ reply: Reply; markdown: string; thread: Thread }>;
};

/** What a sync would know beside the issues as an import has them. */
export type Mirror = {
  /** By `owner/repo#7`. */
  readonly records?: Readonly<Record<string, Partial<IssueRow>>>;
  readonly links?: readonly LinkRow[];
  readonly docs?: PageRows["docs"];
  readonly releases?: PageRows["releases"];
};

/** `say` goes on in one thread; a new bot is a new thread. */
export function newBot(
  knowledge: Knowledge = knowledgeOf(),
  issues: readonly object[] = [],
  exclude: readonly string[] = [],
  { records = {}, links = [], docs = [], releases = [] }: Mirror = {},
): Bot {
  if (knowledge.problems.length > 0) throw new Error(knowledge.problems.join("\n"));
  const shelf: Shelf = {
    product: { name: "Acme", fact: "acme.version" },
    facts: new Map(knowledge.rules.facts.map((rule) => [rule.name, rule])),
    references: knowledge.references,
  };
  const recognition = toRecognition(knowledge.rules, ["site-packages/acme/"]);
  const ingested = issues.map((issue) => {
    const it = toIssueRow(issue, "2026-02-02T00:00:00Z");
    if ("problem" in it) throw new Error(it.problem);
    return it;
  });
  const rows = ingested.map(({ row }) => ({ ...row, ...records[row.ref] }));
  const said = ingested.flatMap((it) => it.links);
  const corpus = buildCorpus(knowledge.entries, rows, [...links, ...said], { docs, releases });
  const services: Services = {
    shelf,
    recognisers: recognition.recognisers,
    read: async (report, source, known) => readIncident(recognition, report, source, known),
    search: async (incident, hidden) => {
      const subject = toSubject(incident, schemesOf(shelf.facts.values()));
      const hits = retrieve(corpus, subject, hidden);
      const judged = refsToJudge(hits);
      const texts = rows.filter(({ ref }) => judged.includes(ref));
      return judgeHits(recognition, incident, hits, texts);
    },
    complete: null,
  };
  let thread = newThread();
  return {
    services,
    say: async (text) => {
      const responded = await respond(services, await toReport(text), thread, { exclude });
      thread = responded.thread;
      return { reply: responded.reply, markdown: replyMarkdown(responded.reply, null), thread };
    },
  };
}

export function answerOf(reply: Reply): Answer {
  if (!("answer" in reply)) throw new Error(`no answer: ${reply.kind}`);
  return reply.answer;
}

export const markdownOf = (reply: Reply): string => toMarkdown(answerOf(reply), null);

export const PASTE = `Traceback (most recent call last):
  File "/srv/venv/lib/python3.12/site-packages/acme/pool.py", line 41, in take
    raise PoolError(message)
acme.errors.PoolError: pool limit of size 5 reached
`;
