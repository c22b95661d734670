// What the mirror cannot know is looked up on GitHub: once, shortly, and with names only.

import { expect, test } from "vitest";
import { openGitHub } from "../../src/github/client.ts";
import { createLiveSearch } from "../../src/github/live-search.ts";
import type { FactRules } from "../../src/incident/fact-rule.ts";
import { readIncident, toRecognition } from "../../src/incident/read.ts";
import { toLiveQuery } from "../../src/search/live-query.ts";
import { publicIssues } from "../../src/storage/issues.ts";
import { toReport } from "../../src/text/report.ts";
import { fill, type Mirror, NOW, newMirror } from "./mirror.ts";

const RULES: FactRules = { facts: [], libraries: [], setting_prefixes: [] };

const TRACE = `Traceback (most recent call last):
  File "/srv/app.py", line 3, in <module>
    run()
httpcore.LocalProtocolError: Invalid input ConnectionInputs.RECV_PING in state ConnectionState.CLOSED`;

async function incidentOf(text: string) {
  return readIncident(toRecognition(RULES, []), await toReport(text));
}

function liveSearch(mirror: Mirror, part: { now?: () => Date; deadline?: () => AbortSignal } = {}) {
  const { db, settings } = mirror;
  return createLiveSearch({
    github: openGitHub(settings, { isPatient: false, secondMs: 1 }),
    db,
    repositories: settings.repositories.map((it) => it.name),
    isInApp: () => false,
    now: () => new Date(NOW),
    staleMs: 3_600_000,
    ...part,
  });
}

const searches = (mirror: Mirror) =>
  mirror.github.journal
    .filter((it) => it.path.startsWith("/search/"))
    .map((it) => new URL(it.path, "http://x").searchParams.get("q"));

test("finds what was reported after the mirror was read, and keeps it like any other", async () => {
  const mirror = await newMirror();
  fill(mirror, 2);
  mirror.acme.addIssue({ title: "LocalProtocolError: RECV_PING", body: `It says\n\n${TRACE}` });
  const search = liveSearch(mirror);
  expect(await search(await incidentOf(TRACE))).toBe(true);
  expect(searches(mirror)).toEqual([
    '"LocalProtocolError" "RECV_PING" repo:acme/app is:public is:issue',
  ]);
  const rows = await publicIssues(mirror.db);
  expect(rows).toMatchObject([{ ref: "acme/app#3", kind: "issue" }]);
  expect(rows[0]?.fingerprints).toMatch(/^\["t1:[0-9a-f]{16}"\]$/);
  // The same question again costs no search, and a sync reads the rest.
  expect(await search(await incidentOf(TRACE))).toBe(false);
  expect(searches(mirror)).toHaveLength(1);
  await mirror.sync();
  expect(await publicIssues(mirror.db)).toHaveLength(3);
});

test("a mirror that is whole and fresh is not searched beside; a stale one is", async () => {
  const mirror = await newMirror();
  fill(mirror, 1);
  await mirror.sync();
  await liveSearch(mirror)(await incidentOf(TRACE));
  expect(searches(mirror)).toEqual([]);
  const later = () => new Date(Date.parse(NOW) + 3_600_001);
  await liveSearch(mirror, { now: later })(await incidentOf(TRACE));
  expect(searches(mirror)).toHaveLength(1);
});

test.each([
  ["a limit", { status: 403, message: "API rate limit exceeded" }],
  ["a server that fails", { status: 503 }],
  ["a connection that is cut", "cut" as const],
  ["no answer", "stall" as const],
])("%s costs one request and little time, and nothing else", async (_, fault) => {
  const mirror = await newMirror();
  mirror.github.on(/^\/search/, 1, () => fault);
  const search = liveSearch(mirror, { deadline: () => AbortSignal.timeout(150) });
  expect(await search(await incidentOf(TRACE))).toBe(false);
  expect(searches(mirror)).toHaveLength(1);
});

test("GitHub's 30 a minute are never reached", async () => {
  const mirror = await newMirror();
  const search = liveSearch(mirror);
  for (let number = 0; number < 40; number++) {
    const name = `Broken${"abcdefghij"[number % 10]}${"klmnopqrst"[Math.floor(number / 10)]}Error`;
    await search(await incidentOf(TRACE.replace("LocalProtocolError", name)));
  }
  expect(searches(mirror)).toHaveLength(20);
});

test("a private repository is not asked about, nor is what another one holds kept", async () => {
  const mirror = await newMirror({ allowPrivate: true });
  mirror.acme.isPrivate = true;
  mirror.github.seesPrivate = true;
  await mirror.sync({ requestsMax: 1 });
  expect(await liveSearch(mirror)(await incidentOf(TRACE))).toBe(false);
  expect(searches(mirror)).toEqual([]);
});

test.each([
  ["a builtin type alone", "ValueError: bad input"],
  ["prose", "it does not work any more, please help"],
  ["a key", "BrokenError: token ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
  ["a long name", `E${"rror".repeat(40)}: no`],
])("%s is not searched for", async (what, text) => {
  const words = await toLiveQuery(
    await incidentOf(`Traceback (most recent call last):\n  File "a.py", line 1, in f\n${text}`),
  );
  expect(words).toEqual(what === "a key" ? ["BrokenError"] : null);
});

test("no word that was redacted or looks like a value goes out", async () => {
  const secrets = [
    "password=hunter2_LongPassphrase",
    "postgres://admin_user:S3cretPass@db_host_internal/app_db",
    "AKIAIOSFODNN7EXAMPLE",
    "node_4f1c99ab77de_x",
  ];
  for (const secret of secrets) {
    const text = TRACE.replace("ConnectionInputs.RECV_PING", secret);
    const words = (await toLiveQuery(await incidentOf(text))) ?? [];
    for (const word of words) {
      expect(["LocalProtocolError", "ConnectionState", "CLOSED"]).toContain(word);
    }
  }
});
