// What an answer says when it may not claim a cause: leads, or how to make the report answerable.

import type { Entry } from "../knowledge/entry.ts";
import { type Block, code, type Inline, list, paragraph, strong, text } from "../text/nodes.ts";
import type { Asked } from "./answer.ts";
import type { Context } from "./context.ts";
import { searchedText } from "./searched-text.ts";
import { decisiveLine, errorName } from "./what-happened.ts";

/** Near, but not proven: what is near and what would settle it. */
export function similarBlocks(
  context: Context,
  lead: Entry | null,
  asked: readonly Asked[],
): Block[] {
  if (!lead) {
    return [
      paragraph(
        text(
          "No entry's signature holds, so no cause is claimed: what is listed above is for reading.",
        ),
      ),
      ...missing(context, asked),
    ];
  }
  const said = `The nearest known problem is "${lead.title}", but its signature does not hold here, so this is a lead and no diagnosis.`;
  const tied = `More than one known problem fits equally well; "${lead.title}" is one. Nothing is claimed until they can be told apart.`;
  const outside = `This looks like "${lead.title}", which lies outside what is supported here.`;
  const { diagnosis } = context;
  const isTie = diagnosis.level === "similar" && diagnosis.tie.length > 1;
  const isOutside = lead.kind === "outside";
  return [paragraph(text(isOutside ? outside : isTie ? tied : said)), ...missing(context, asked)];
}

/** Nothing near: what to add, or, for a message without any error, what to paste. */
export function newBlocks(context: Context): Block[] {
  const { incident } = context;
  const isEmpty =
    incident.traces.length === 0 &&
    incident.signals.every((it) => it.kind === "identifier" || it.kind === "library");
  if (isEmpty) {
    return [
      paragraph(
        text(
          "Paste the whole error below a mention: the stack trace or the last lines of the log, as text.",
        ),
      ),
      paragraph(
        text("Add the versions and where it runs. Secrets are removed before anything is stored."),
      ),
    ];
  }
  return [paragraph(text(nothingFound(context))), ...missing(context, []), ...draft(context)];
}

/** The same type of error alone is no lead, but it is not nothing either. */
function nothingFound({ diagnosis: { searched, issues } }: Context): string {
  const isNamed = issues.some(({ evidence }) => evidence?.error != null);
  return `Searched ${searchedText(searched)}: ${isNamed ? "none is near enough to be a lead" : "none with this error"}.`;
}

/** `asked`: what has a question of its own is not asked for again. */
function missing(context: Context, asked: readonly Asked[]): Block[] {
  const { incident, shelf, given } = context;
  const version = shelf.facts.get(shelf.product.fact);
  const items: Inline[][] = [];
  if (incident.traces.every((trace) => trace.exceptions.every((it) => it.frames.length === 0))) {
    items.push([text("the whole stack trace as text, from its first line to its last")]);
  }
  const isAsked = asked.some(({ fact }) => fact === shelf.product.fact);
  if (given.values(shelf.product.fact).length === 0 && !isAsked) {
    items.push([
      text(`the ${shelf.product.name} version`),
      ...(version?.how ? [text(": "), code(version.how)] : []),
    ]);
  }
  items.push([text("the smallest program that still shows it, and what you expected")]);
  return [paragraph(strong("What would help")), list(items)];
}

/** An issue draft to copy; the asker's own words stay with the asker. */
function draft(context: Context): Block[] {
  const { incident, shelf, given } = context;
  const version = given.values(shelf.product.fact).join(", ") || "(version)";
  const text = [
    `Title: ${decisiveLine(incident) ?? errorName(incident) ?? "(error)"}`,
    "",
    `Version: ${shelf.product.name} ${version}`,
    "What I ran: (smallest program)",
    "What I expected: (…)",
    "What happened: (stack trace)",
  ].join("\n");
  return [paragraph(strong("Issue draft")), { kind: "code", language: "text", shape: null, text }];
}
