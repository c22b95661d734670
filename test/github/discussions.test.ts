// Discussions are rows among the issues: found, updated and resumed like them.

import { expect, test } from "vitest";
import { publicIssues } from "../../src/storage/issues.ts";
import { fill, type Mirror, newMirror } from "./mirror.ts";

const GRAPHQL = /^\/graphql$/;

async function discussionsOf({ db }: Mirror) {
  return db
    .selectFrom("issues")
    .selectAll()
    .where("kind", "=", "discussion")
    .orderBy("number")
    .execute();
}

/** The mirror's discussions equal the double's exactly. */
async function expectSame(mirror: Mirror): Promise<void> {
  const rows = await discussionsOf(mirror);
  expect(
    rows.map(({ number, title, body, updated_at }) => ({ number, title, body, updated_at })),
  ).toEqual(
    mirror.acme.discussions.map(({ number, title, body, updatedAt }) => ({
      number,
      title,
      body,
      updated_at: updatedAt,
    })),
  );
}

test("a discussion keeps its category, its comments, and who answered it", async () => {
  const mirror = await newMirror();
  const { acme } = mirror;
  const asked = acme.discuss({ title: "Pool is drained", category: "Help" });
  acme.say(asked, "same here");
  asked.answer = acme.say(asked, "Raise the limit. Fixed in 2.3.1.", "MEMBER");
  asked.comments[0]?.replies.push({
    id: 77,
    body: "and here",
    association: "NONE",
    at: asked.updatedAt,
    replies: [],
  });
  acme.discuss({ title: "Nobody answered", closed: true });
  await mirror.sync();
  const [first, second] = await discussionsOf(mirror);
  expect(first).toMatchObject({
    ref: "acme/app#50001",
    url: "https://github.com/acme/app/discussions/50001",
    labels: '["Help"]',
    state: "open",
    answered: "maintainer",
    has_maintainer: 1,
    comments: "Raise the limit. Fixed in 2.3.1.\n\nsame here\n\nand here",
    fixed_in: "2.3.1",
    fixed_by: "maintainer",
  });
  expect(second).toMatchObject({ state: "closed", state_reason: "resolved", answered: null });
  expect(await publicIssues(mirror.db)).toHaveLength(2);
});

test("an answer that is far below is kept, and a stranger's is a stranger's", async () => {
  const mirror = await newMirror();
  const asked = mirror.acme.discuss();
  for (let number = 0; number < 60; number++) mirror.acme.say(asked, `+${number}`);
  asked.answer = mirror.acme.say(asked, "Turn it off");
  await mirror.sync();
  const [row] = await discussionsOf(mirror);
  expect(row?.comments).toMatch(/^Turn it off\n\n\+0\n\n/);
  expect(row).toMatchObject({ answered: "stranger", has_maintainer: 0 });
});

test("all pages are read, then only what changed", async () => {
  const mirror = await newMirror();
  for (let number = 0; number < 65; number++) mirror.acme.discuss();
  await mirror.sync();
  await expectSame(mirror);
  mirror.asked();
  expect((await mirror.sync())[0]).toMatchObject({ isUnchanged: true, isComplete: true });
  expect(mirror.asked().filter((path) => path.includes("graphql"))).toHaveLength(1);
  mirror.acme.say(mirror.acme.discussions[3]!, "news");
  mirror.acme.discuss();
  await mirror.sync();
  expect(mirror.asked().filter((path) => path.includes("graphql"))).toHaveLength(1);
  await expectSame(mirror);
});

test("a run that is cut off goes on at its page, and what changed meanwhile is read after it", async () => {
  const mirror = await newMirror();
  for (let number = 0; number < 90; number++) mirror.acme.discuss();
  await mirror.sync({ requestsMax: 5 }); // three lists, then two pages
  expect((await discussionsOf(mirror)).length).toBe(40);
  mirror.acme.say(mirror.acme.discussions[2]!, "changed while the run stood still");
  mirror.acme.say(mirror.acme.discussions[80]!, "so did this");
  await mirror.sync();
  await mirror.sync();
  await expectSame(mirror);
});

test("a repository without discussions is whole without a word", async () => {
  const mirror = await newMirror();
  mirror.acme.hasDiscussions = false;
  fill(mirror, 3);
  expect((await mirror.sync())[0]).toMatchObject({ problem: null, isComplete: true, notes: [] });
});

test("a server that does not know a field keeps nothing else from being read, and is said", async () => {
  const mirror = await newMirror();
  fill(mirror, 3);
  const unknown = { errors: [{ message: "Field 'answer' doesn't exist on type 'Discussion'" }] };
  mirror.github.on(GRAPHQL, 1, () => unknown);
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ problem: null, isComplete: false });
  expect(report?.notes).toEqual([expect.stringContaining("discussions could not be read")]);
  expect(await publicIssues(mirror.db)).toHaveLength(3);
});

test("a cursor that GitHub no longer takes is left, and all is read again", async () => {
  const mirror = await newMirror();
  for (let number = 0; number < 50; number++) mirror.acme.discuss();
  await mirror.sync({ requestsMax: 4 });
  mirror.github.on(GRAPHQL, 1, () => ({ errors: [{ message: "`x` is not a valid cursor" }] }));
  await mirror.sync();
  await expectSame(mirror);
});

test.each([
  [
    "GitHub gives up in the middle",
    { errors: [{ message: "Something went wrong while executing your query." }] },
  ],
  ["a bad gateway", { status: 502 }],
  ["a connection that is cut", "cut" as const],
])("%s: it is asked again", async (_, fault) => {
  const mirror = await newMirror();
  mirror.acme.discuss();
  mirror.github.on(GRAPHQL, 1, () => fault);
  expect((await mirror.sync())[0]).toMatchObject({ problem: null, isComplete: true, notes: [] });
  await expectSame(mirror);
});

test("a used up limit of GraphQL is said with its time; issues are read, and the next run goes on", async () => {
  const mirror = await newMirror();
  fill(mirror, 3);
  for (let number = 0; number < 50; number++) mirror.acme.discuss();
  mirror.github.on(
    GRAPHQL,
    2,
    () => void Object.assign(mirror.github.graphLimit, { remaining: 0 }),
  );
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ problem: null, isComplete: false });
  expect(report?.notes[0]).toMatch(
    /^discussions could not be read \(GitHub: refused: the rate limit is used up; try again after \d{4}-/,
  );
  expect(await discussionsOf(mirror)).toHaveLength(20);
  mirror.github.graphLimit.remaining = 100;
  expect((await mirror.sync())[0]).toMatchObject({ isComplete: true, notes: [] });
  await expectSame(mirror);
});

test("without a token GraphQL is not asked, and that is said", async () => {
  const mirror = await newMirror({ token: null });
  mirror.acme.discuss();
  const [report] = await mirror.sync();
  expect(report?.notes).toEqual([
    "without GITHUB_TOKEN: no discussions, and less on what was fixed",
  ]);
  expect(mirror.asked().some((path) => path.includes("graphql"))).toBe(false);
});
