import { expect, test } from "vitest";
import {
  type Block,
  code,
  link,
  list,
  paragraph,
  strong,
  text,
  title,
} from "../../src/text/nodes.ts";
import { blocksHtml } from "../../src/web/nodes.ts";
import { PAYLOADS } from "./payloads.ts";

const SOURCE = { id: "ref:x", title: "A page", url: "https://docs.example/x" };

/** Renders one block, with a source `ref:x`. */
async function check(block: Block, url: string | null = SOURCE.url): Promise<string> {
  return String(await blocksHtml([block], new Map([["ref:x", { ...SOURCE, url }]]))[0]);
}

test("every node becomes its element", async () => {
  const inlines = [text("a "), strong("b"), code("c"), link("ref:x"), link("ref:x", "named")];
  expect(await check(paragraph(...inlines))).toBe(
    '<p>a <strong>b</strong><code>c</code><a href="https://docs.example/x" rel="noreferrer noopener">A page</a><a href="https://docs.example/x" rel="noreferrer noopener">named</a></p>',
  );
  expect(await check(title(text("t")))).toBe("<h4>t</h4>");
  expect(await check(list([[text("one")], [code("two")]]))).toBe(
    "<ul><li>one</li><li><code>two</code></li></ul>",
  );
  expect(
    await check({
      kind: "list",
      ordered: true,
      items: [[paragraph(text("a")), paragraph(text("b"))]],
    }),
  ).toBe("<ol><li><p>a</p><p>b</p></li></ol>");
});

test("a block to copy keeps its first empty line and its indentation", async () => {
  const block: Block = { kind: "code", language: "python", shape: null, text: "\n  x = 1" };
  expect(await check(block)).toContain('<pre tabindex="0">\n<code>\n  x = 1</code></pre>');
});

test.each(PAYLOADS)("%s stays text in every node", async (payload) => {
  const blocks: Block[] = [
    paragraph(
      text(payload),
      strong(payload),
      code(payload),
      link("ref:x", payload),
      link("ref:none", payload),
    ),
    title(text(payload)),
    list([[text(payload)]]),
    { kind: "quote", text: payload },
    { kind: "code", language: payload, shape: payload, text: payload },
  ];
  for (const block of blocks) {
    const tags = (await check(block)).match(/<[^>]*>?/g) ?? [];
    const ours =
      /^<\/?(?:p|strong|code|h4|ul|li|blockquote|figure|figcaption|pre)(?: class="code"| tabindex="0")?>$|^<a href="https:\/\/docs\.example\/x" rel="noreferrer noopener">$|^<\/a>$/;
    expect(tags.filter((tag) => !ours.test(tag))).toEqual([]);
  }
});

test.each([
  "javascript:alert(1)",
  "http://plain.example/",
  "data:text/html,x",
  "//evil.example",
  "",
  null,
])("a source at %j is words, not a link", async (url) =>
  expect(await check(paragraph(link("ref:x"), link("ref:none", "B")), url)).toBe("<p>A pageB</p>"),
);

test("text that turns around or hides is shown as it is", async () =>
  expect(await check(paragraph(text("a\u202eb\u2066c\u0007d")))).toBe("<p>abcd</p>"));
