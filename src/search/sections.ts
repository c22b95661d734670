// A documentation page (Markdown or MDX) to its sections: what a reader is sent to is the heading
// under which it stands, and not the top of a long page.

const SECTIONS_MAX = 200; // of one page; the rest stays with the last one
const HEADING_CHARS_MAX = 300; // a longer line is no heading, and would make the pattern slow
const HEADING = /^(#{1,4})[ \t]+(\S.*?)[ \t]*#*$/;
const FENCE = /^[ \t]*(`{3,}|~{3,})/;
const FRONT_MATTER = /^---\r?\n[\s\S]{0,5000}?\r?\n---[ \t]*(?:\r?\n|$)/;
const OWN_ANCHOR = /\s*\{#([\w-]+)\}$/;
const MDX_LINE = /^(?:import|export)\s.*$/;
const TAG = /<\/?[A-Za-z][^<>]{0,500}>/g;

export type Section = {
  /** Null for what stands above the first heading below the title. */
  readonly heading: string | null;
  /** Of the page's address; null where the heading has none of its own. */
  readonly anchor: string | null;
  readonly text: string;
};

/** In order; sections without text are left out. Linear in the text, and never raises. */
export function toSections(page: string): Section[] {
  const sections: { heading: string | null; anchor: string | null; lines: string[] }[] = [
    { heading: null, anchor: null, lines: [] },
  ];
  const anchors = new Set<string>();
  let fence: string | null = null;
  for (const line of page.replace(FRONT_MATTER, "").split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && fence === null) fence = mark;
    else if (mark && fence !== null && line.trim().startsWith(fence)) fence = null;
    const isHeading = fence === null && line.length <= HEADING_CHARS_MAX;
    const heading = isHeading ? HEADING.exec(line) : null;
    if (heading && heading[1] !== "#" && sections.length < SECTIONS_MAX) {
      sections.push({ ...toHeading(heading[2] ?? "", anchors), lines: [] });
    } else if (!mark && !(fence === null && MDX_LINE.test(line)) && heading?.[1] !== "#") {
      sections.at(-1)?.lines.push(fence === null ? line.replace(TAG, " ") : line);
    }
  }
  return sections
    .map(({ lines, ...section }) => ({ ...section, text: lines.join("\n").trim() }))
    .filter(({ text }) => text !== "");
}

/** The anchor that GitHub and documentation sites make of a heading; they differ on repeated ones. */
function toHeading(
  written: string,
  taken: Set<string>,
): { heading: string; anchor: string | null } {
  const own = OWN_ANCHOR.exec(written)?.[1];
  const heading = written
    .replace(OWN_ANCHOR, "")
    .replace(TAG, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]/g, "")
    .trim();
  const slug =
    own ??
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
  const anchor = slug === "" || taken.has(slug) ? null : slug;
  taken.add(slug);
  return { heading, anchor };
}
