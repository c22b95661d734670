// Documentation and releases that are near a report, as references: the title of the section and the
// address that leads to it. What they say is for the asker to read; nothing is claimed from them.

import { isPageShown } from "../diagnosis/diagnosis.ts";
import type { Setting } from "../knowledge/entry.ts";
import type { PageHit } from "../search/retrieve.ts";
import { type Inline, link } from "../text/nodes.ts";
import type { Source } from "./answer.ts";
import type { Context } from "./context.ts";

const SHOWN_MAX = 3;

/** Where nothing is claimed, what is near. */
export function nearPages({ diagnosis }: Context): PageHit[] {
  return diagnosis.pages.filter(isPageShown).slice(0, SHOWN_MAX);
}

/** Beside an entry's own references only a section that is about one of its settings. */
export function settingPages({ diagnosis }: Context, settings: readonly Setting[]): PageHit[] {
  const names = settings.flatMap(({ name, key }) => (key ? [name, key] : [name]));
  return diagnosis.pages
    .filter((page) => names.some((name) => pageTitle(page).includes(name)))
    .slice(0, SHOWN_MAX);
}

export function pageLink(page: PageHit): Inline[] {
  return [link(sourceId(page))];
}

/** Null when no page of this report has that id. */
export function pageSource({ diagnosis }: Context, id: string): Source | null {
  const page = diagnosis.pages.find((it) => sourceId(it) === id);
  return page ? { id, title: pageTitle(page), url: page.url } : null;
}

function pageTitle({ title, section }: PageHit): string {
  return section && section !== title ? `${title}: ${section}` : title;
}

function sourceId({ id }: PageHit): string {
  return `page:${id}`;
}
