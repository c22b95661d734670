// Releases and documentation pages.

import { expect, test } from "vitest";
import { newMirror } from "./mirror.ts";

const DOCS = { path: "docs", url: "https://docs.acme.test/en" };
const WITH_DOCS = { repositories: [{ name: "acme/app", docs: DOCS }] };

test("releases are mirrored whole: new, changed and removed ones", async () => {
  const mirror = await newMirror();
  for (let patch = 0; patch < 130; patch++) mirror.acme.release(`v1.0.${patch}`);
  await mirror.sync();
  const tags = () =>
    mirror.db.selectFrom("releases").select(["tag", "body"]).orderBy("id").execute();
  expect(await tags()).toHaveLength(130);
  mirror.acme.releases.splice(3, 1);
  mirror.acme.releases[0]!.body = "withdrawn";
  mirror.acme.release("v2.0.0rc1");
  await mirror.sync();
  expect(await tags()).toEqual(mirror.acme.releases.map(({ tag, body }) => ({ tag, body })));
});

test("documentation pages keep path, title, text, address and commit", async () => {
  const mirror = await newMirror(WITH_DOCS);
  const { sha } = mirror.acme.push({
    "README.md": "# Not documentation",
    "docs/index.md": "# Welcome\n\nHello.",
    "docs/guides/pools.mdx": '---\ntitle: "Pools and limits"\n---\n\nÜber pools.',
    "docs/logo.svg": "<svg/>",
  });
  await mirror.sync();
  const rows = await mirror.db.selectFrom("doc_pages").selectAll().orderBy("path").execute();
  expect(rows).toMatchObject([
    {
      path: "docs/guides/pools.mdx",
      title: "Pools and limits",
      url: "https://docs.acme.test/en/guides/pools",
      commit_sha: sha,
    },
    {
      path: "docs/index.md",
      title: "Welcome",
      text: "# Welcome\n\nHello.",
      url: "https://docs.acme.test/en",
    },
  ]);
  expect(rows[0]?.text).toContain("Über pools.");
});

test("only texts that are new are read again; pages that are gone go", async () => {
  const mirror = await newMirror(WITH_DOCS);
  mirror.acme.push({ "docs/a.md": "# A", "docs/b.md": "# B", "docs/c.md": "# C" });
  await mirror.sync();
  mirror.acme.push({ "docs/b.md": "# B, better", "docs/c.md": null });
  mirror.asked();
  await mirror.sync();
  expect(mirror.asked().filter((path) => /graphql|blobs/.test(path))).toHaveLength(2); // and discussions
  const rows = await mirror.db
    .selectFrom("doc_pages")
    .select(["path", "title"])
    .orderBy("path")
    .execute();
  expect(rows).toEqual([
    { path: "docs/a.md", title: "A" },
    { path: "docs/b.md", title: "B, better" },
  ]);
  const [report] = await mirror.sync();
  expect(report?.isUnchanged).toBe(true);
});

test("a hundred pages cost three requests; what is too long for them is read by itself", async () => {
  const mirror = await newMirror(WITH_DOCS);
  const pages = Array.from({ length: 100 }, (_, at) => [`docs/${at}.md`, `# Page ${at}`]);
  mirror.acme.push({ ...Object.fromEntries(pages), "docs/long.md": "x".repeat(2_000) });
  mirror.acme.textsMax = 1_000;
  const [report] = await mirror.sync();
  expect(report?.counts.docs).toBe(101);
  const asked = mirror.asked();
  const count = (part: string) => asked.filter((path) => path.includes(part)).length;
  expect([count("graphql"), count("/git/blobs/")]).toEqual([3 + 1, 1]); // and discussions
});

test("pages are read one by one where GraphQL fails", async () => {
  const mirror = await newMirror(WITH_DOCS);
  mirror.acme.push({ "docs/a.md": "# A", "docs/b.md": "# B" });
  for (const nth of [1, 2, 3]) mirror.github.on(/graphql/, nth, () => ({ status: 502 }));
  const [report] = await mirror.sync();
  expect(report).toMatchObject({ isComplete: true, counts: { docs: 2 } });
});

test("documentation that is cut off half-way goes on with the pages that are missing", async () => {
  const mirror = await newMirror({ ...WITH_DOCS, token: null });
  mirror.acme.push(
    Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`docs/${at}.md`, `# ${at}`])),
  );
  const blobs = () => mirror.asked().filter((path) => path.includes("/git/blobs/")).length;
  const [report] = await mirror.sync({ requestsMax: 10 });
  expect(report?.isComplete).toBe(false);
  const first = blobs();
  await mirror.sync();
  expect([first > 0, first + blobs()]).toEqual([true, 9]);
});

test("a folder that is not there is said", async () => {
  const mirror = await newMirror(WITH_DOCS);
  const [report] = await mirror.sync();
  expect(report).toMatchObject({
    problem: null,
    notes: ["the documentation folder was not found"],
  });
});
