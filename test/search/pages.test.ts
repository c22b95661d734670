// Documentation is found by section, under an address that exists.

import fc from "fast-check";
import { expect, test } from "vitest";
import { readIncident, toRecognition } from "../../src/incident/read.ts";
import { toSubject } from "../../src/knowledge/match.ts";
import { schemesOf } from "../../src/knowledge/range.ts";
import { buildCorpus } from "../../src/search/corpus.ts";
import { retrieve } from "../../src/search/retrieve.ts";
import { toSections } from "../../src/search/sections.ts";
import type { PageRows } from "../../src/storage/changes.ts";
import { toReport } from "../../src/text/report.ts";

const AT = "2026-01-01T00:00:00Z";
const PAGE = `---
title: Settings
---
import { Card } from "./card.mdx"

# Settings
Everything can be set.

## Pool size \`acme.pool.size\`
<Card>Set ACME_POOL_SIZE to the number of stripes.</Card>

\`\`\`bash
# not a heading
export ACME_POOL_SIZE=7
\`\`\`

## Time limits {#limits}
A stripe is dropped after the timeout.

## Time limits {#limits}
Another one.
`;

const sections = (text: string) => toSections(text).map(({ heading, anchor }) => [heading, anchor]);

test("splits at headings, and takes nothing in a code block for one", () => {
  expect(sections(PAGE)).toEqual([
    [null, null],
    ["Pool size acme.pool.size", "pool-size-acmepoolsize"],
    ["Time limits", "limits"],
    ["Time limits", null], // sites number repeated anchors differently: the page is safe
  ]);
  expect(toSections(PAGE)[0]?.text).toBe("Everything can be set.");
  expect(toSections(PAGE)[1]?.text).toContain("export ACME_POOL_SIZE=7");
});

test("no text raises, and a long one is split in bounded time", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("# a", "## b", "```", "<A", ">", "---", "\r")),
      (lines) => {
        expect(Array.isArray(toSections(lines.join("\n")))).toBe(true);
      },
    ),
  );
  expect(toSections("## a\nx\n".repeat(30_000)).length).toBeLessThanOrEqual(200);
});

const rows = (url: string | null): PageRows => ({
  docs: [
    {
      repository: "acme/app",
      path: "docs/settings.mdx",
      title: "Settings",
      text: PAGE,
      url,
      blob: "b",
      commit_sha: "c0ffee",
      checked_at: AT,
      visibility: "public",
    },
  ],
  releases: [
    {
      id: 7,
      repository: "acme/app",
      tag: "2.1.0",
      title: "2.1.0: zebra stripes",
      body: "Zebras are striped again. Fixes acme/app#3.",
      is_prerelease: 0,
      url: "https://github.com/acme/app/releases/tag/2.1.0",
      published_at: AT,
      checked_at: AT,
      visibility: "public",
    },
  ],
});

async function pagesFor(text: string, url: string | null = "https://docs.acme.dev/settings") {
  const incident = readIncident(
    toRecognition({ facts: [], setting_prefixes: [], libraries: [] }, []),
    await toReport(text),
  );
  return retrieve(buildCorpus([], [], [], rows(url)), toSubject(incident, schemesOf([]))).pages;
}

test("a section is found with its heading and the address that leads there", async () => {
  expect((await pagesFor("what is ACME_POOL_SIZE for?"))[0]).toMatchObject({
    kind: "doc",
    title: "Settings",
    section: "Pool size acme.pool.size",
    url: "https://docs.acme.dev/settings#pool-size-acmepoolsize",
    why: ["shares acme, pool, size"],
  });
});

test("a page that is published nowhere is shown as the file that was read", async () => {
  const [hit] = await pagesFor("the timeout drops my stripe", null);
  expect(hit?.url).toBe("https://github.com/acme/app/blob/c0ffee/docs/settings.mdx#limits");
});

test("a release is found by what its notes say, once, and a page is listed once", async () => {
  const [first, ...others] = await pagesFor("zebras have no stripes");
  expect(first).toMatchObject({ kind: "release", title: "2.1.0: zebra stripes", section: null });
  const addresses = others.map((it) => it.url.replace(/#.*/, ""));
  expect(new Set(addresses).size).toBe(addresses.length);
});
