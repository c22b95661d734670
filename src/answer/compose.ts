// A diagnosis to an answer. Pure; every link, setting, command and version comes from the entry, the
// mirror or the reference list. What the level does not allow is not made here.

import type { Entry } from "../knowledge/entry.ts";
import type { PageHit } from "../search/retrieve.ts";
import { type Block, type Inline, link, list } from "../text/nodes.ts";
import { type Answer, SECTION_ORDER, type Section, type SectionId, type Source } from "./answer.ts";
import { type Context, sectionBlocks } from "./context.ts";
import { defaultsBlocks, shownSetting } from "./defaults.ts";
import { fixSections } from "./fix.ts";
import {
  alreadyFixed,
  fixedReports,
  toUpgrades,
  upgradeAdvice,
  versionQuestions,
} from "./fixed-reports.ts";
import { issueUrl, knownReports, reportsBlocks } from "./known-reports.ts";
import { newBlocks, similarBlocks } from "./leads.ts";
import { nearPages, pageLink, pageSource, settingPages } from "./pages.ts";
import { questionBlocks, toQuestions } from "./questions.ts";
import { solvedBlocks, solvedSource } from "./solved.ts";
import { helpfulFixes, toUpgrade, upgradeBlocks } from "./upgrade.ts";
import { errorName, whatHappened } from "./what-happened.ts";

const TITLES: Record<SectionId, string> = {
  what_happened: "What happened",
  cause: "Cause",
  defaults: "What the product does by default",
  reports: "Known reports",
  fix: "Fix first",
  alternatives: "If that is not possible",
  code: "Code",
  upgrade: "Upgrade",
  retries: "Retries",
  network: "Proxy and network checks",
  references: "References",
  questions: "To narrow it down",
  check: "What would prove it",
  draft: "Issue draft",
};

/** The plain answer: complete without a model. */
export function composeAnswer(context: Context): Answer {
  const { diagnosis } = context;
  if (diagnosis.level === "exact" || diagnosis.level === "likely") {
    return composeClaim(context, diagnosis.cause.entry, diagnosis.open);
  }
  return composeLeads(context);
}

function composeClaim(context: Context, entry: Entry, open: readonly string[]): Answer {
  const reports = knownReports(context, entry);
  const asked = toQuestions(context, entry, open);
  const fixes = helpfulFixes(context, entry);
  const section = (name: "cause" | "code" | "retries" | "network" | "upgrade" | "check") =>
    sectionBlocks(context, entry, name);
  const sections = toSections({
    what_happened: whatHappened(context, entry),
    cause: section("cause"),
    defaults: [
      ...defaultsBlocks(context, entry.settings),
      ...sectionBlocks(context, entry, "defaults"),
    ],
    reports: [...reportsBlocks(context, reports, entry), ...solvedBlocks(context, entry)],
    ...fixSections(context, entry),
    code: section("code"),
    upgrade: [...upgradeBlocks(context, fixes), ...section("upgrade")],
    retries: section("retries"),
    network: section("network"),
    references: referenceBlocks(entry.references, settingPages(context, entry.settings)),
    questions: questionBlocks(asked),
    check: section("check"),
  });
  return {
    level: context.diagnosis.level,
    entry: entry.id,
    lead: null,
    header: header(context, entry.title),
    sections,
    settings: entry.settings.map((setting) => shownSetting(setting, context.given)),
    fixedIn: fixes.map((fix) => toUpgrade(context, fix)),
    reports,
    candidates: candidates(context),
    questions: asked,
    sources: sourcesOf(context, sections),
    footer: {
      curatedBy: entry.owner,
      checkedAgainst: entry.checked_against,
      reviewed: entry.reviewed,
      mode: "curated",
    },
  };
}

function composeLeads(context: Context): Answer {
  const { diagnosis } = context;
  const reports = knownReports(context, null);
  const lead = nearestEntry(context);
  const isSimilar = diagnosis.level === "similar";
  const fixed = isSimilar ? fixedReports(context) : [];
  const asked = versionQuestions(context, fixed);
  const sections = toSections({
    what_happened: whatHappened(context, null),
    reports: isSimilar
      ? [
          ...reportsBlocks(context, reports, null),
          ...alreadyFixed(context, fixed),
          ...solvedBlocks(context, null),
        ]
      : solvedBlocks(context, null),
    upgrade: isSimilar ? upgradeAdvice(context, fixed) : [],
    questions: isSimilar
      ? [...questionBlocks(asked), ...similarBlocks(context, lead, asked)]
      : newBlocks(context),
    references: isSimilar ? referenceBlocks(lead?.references ?? [], nearPages(context)) : [],
  });
  return {
    level: diagnosis.level,
    entry: null,
    lead: lead?.id ?? null,
    header: header(context, null),
    sections,
    settings: [],
    fixedIn: toUpgrades(fixed),
    reports: isSimilar ? reports : [],
    candidates: candidates(context),
    questions: asked,
    sources: sourcesOf(context, sections),
    footer: { curatedBy: null, checkedAgainst: null, reviewed: null, mode: "search only" },
  };
}

/** The entry that is nearest where nothing is claimed: one that ties, or one whose text is near. */
function nearestEntry({ diagnosis }: Context): Entry | null {
  if (diagnosis.level !== "similar") return null;
  return diagnosis.tie[0]?.entry ?? diagnosis.leads[0]?.entry ?? null;
}

function toSections(blocks: Partial<Record<SectionId, readonly Block[]>>): Section[] {
  return SECTION_ORDER.flatMap((id) => {
    const mine = blocks[id] ?? [];
    return mine.length > 0 ? [{ id, title: TITLES[id], blocks: mine }] : [];
  });
}

function header(context: Context, title: string | null): Answer["header"] {
  const { name, fact } = context.shelf.product;
  const version = context.given.values(fact);
  return {
    error: errorName(context.incident),
    title,
    version: version.length > 0 ? `${name} ${version.join(", ")}` : null,
    product: name,
  };
}

function candidates({ diagnosis }: Context): Answer["candidates"] {
  return diagnosis.issues.map(({ issue, score }) => ({
    issue,
    score: Math.round(score * 1000) / 1000,
  }));
}

function referenceBlocks(ids: readonly string[], pages: readonly PageHit[]): Block[] {
  const links = [...ids.map((id) => [link(`ref:${id}`)]), ...pages.map(pageLink)];
  return links.length > 0 ? [list(links)] : [];
}

/** Every source that a link of these sections points at. A link without a source is never rendered. */
function sourcesOf(context: Context, sections: readonly Section[]): Source[] {
  const ids = new Set(sections.flatMap((section) => section.blocks).flatMap(linksOf));
  return [...ids].flatMap((id) => toSource(context, id));
}

function linksOf(block: Block): string[] {
  if (block.kind === "list") return block.items.flat().flatMap(linksOf);
  if (block.kind === "code" || block.kind === "quote") return [];
  return block.inlines.flatMap((inline: Inline) => (inline.kind === "link" ? [inline.source] : []));
}

function toSource(context: Context, id: string): Source[] {
  const name = id.slice(id.indexOf(":") + 1);
  if (id.startsWith("ref:")) {
    const reference = context.shelf.references.get(name);
    return reference ? [{ id, title: reference.title, url: reference.url }] : [];
  }
  if (id.startsWith("thread:")) return [solvedSource(context, id) ?? []].flat();
  if (id.startsWith("page:")) return [pageSource(context, id) ?? []].flat();
  if (context.hidden.has(name.toLowerCase())) return [];
  const hit = context.diagnosis.issues.find((it) => it.ref === name.toLowerCase());
  return [{ id, title: hit?.title ?? name, url: hit?.url ?? issueUrl(name) }];
}
