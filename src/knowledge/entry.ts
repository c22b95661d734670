// The shape of a knowledge entry: front matter as maintainers write it (checked by zod), and the
// whole entry after its Markdown body was read. `knowledge/README.md` explains it to maintainers.

import { z } from "zod";
import type { Block } from "../text/nodes.ts";
import type { Template } from "../text/template.ts";
import type { Condition } from "./condition.ts";

const PHRASE_CHARS_MIN = 2;
const Phrase = z.string().min(PHRASE_CHARS_MIN);
const OneOrMore = z.union([Phrase, z.array(Phrase).min(1)]);
/** `says`: every item must be said; an item that is a list is said by any of its phrases. */
const Says = z.union([Phrase, z.array(OneOrMore).min(1)]);

/** One way in which a report shows this problem. Everything that is named must hold. */
const MatchRule = z
  .strictObject({
    /** Exception type, in a trace or named in prose: `LocalProtocolError` or dotted. */
    error: OneOrMore.optional(),
    /** Template of an exception's message, or of an error line. */
    message: OneOrMore.optional(),
    /** Phrases anywhere in the report. */
    says: Says.optional(),
    /** `httpcore/_async/http2.py`, or with `:function`. */
    frame: OneOrMore.optional(),
    /** Conditions on facts: `database is sqlite`. */
    when: Phrase.optional(),
    /** Phrases that take the report out of this rule. */
    unless: OneOrMore.optional(),
  })
  .refine((rule) => rule.error || rule.message || rule.says || rule.frame, {
    message: "a match rule needs error, message, says or frame",
  });

const ISSUE = /^[\w.-]+\/[\w.-]+#\d+$/;
export const IssueRef = z.string().regex(ISSUE, "an issue is written owner/repo#number");
const DATE = /^\d{4}-\d{2}-\d{2}$/;
export const IsoDate = z.string().regex(DATE, "a date is written YYYY-MM-DD");

const SettingDefault = z.strictObject({
  /** PEP 440 or semver range of the product's version. */
  range: Phrase,
  value: z.string(),
  /** The change that made it so. */
  proof: z.array(z.string()).default([]),
});

const Setting = z.strictObject({
  name: Phrase,
  key: z.string().optional(),
  about: Phrase,
  /** The fact whose version decides the default: `prefect.version`. */
  by: Phrase.optional(),
  defaults: z.array(SettingDefault).default([]),
  /** For a default that is the same in every release that has the setting. */
  default: z.string().optional(),
  /** The choice fact that says how it is set here, `http2`, with its value when it is the default. */
  fact: z.string().optional(),
  source: z.string(),
});

const KnownReport = z.strictObject({
  issue: IssueRef,
  title: Phrase,
  state: z.enum(["open", "closed", "merged"]),
  checked: IsoDate,
  why: Phrase,
  when: Phrase.optional(),
  duplicates: z.array(IssueRef).default([]),
});

const FixedIn = z.strictObject({
  /** Fact of the version: `prefect.version`. */
  fact: Phrase,
  version: Phrase,
  /** Range of versions that this release helps: `>=2.0,<3.0` for a fix on the 2.x line. */
  for: Phrase.optional(),
  what: Phrase,
  proof: z.array(z.string()).min(1),
});

const Question = z.strictObject({ fact: Phrase, why: Phrase, when: Phrase.optional() });

export const FrontMatter = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: Phrase,
  aliases: z.array(z.string()).default([]),
  status: z.enum(["draft", "verified", "retired"]),
  /** `outside`: recognised, but not ours to fix; never above similar. */
  kind: z.enum(["known", "outside"]).default("known"),
  owner: Phrase,
  reviewed: IsoDate,
  checked_against: Phrase,
  /** Who raises the error: shown in "what happened". */
  raised_by: z.string().optional(),
  /** Fact of a version to the range in which this problem exists. */
  affects: z.record(z.string(), Phrase).default({}),
  match: z.strictObject({
    any: z.array(MatchRule).min(1),
    none: z.array(MatchRule).default([]),
  }),
  settings: z.array(Setting).default([]),
  fixed_in: z.array(FixedIn).default([]),
  questions: z.array(Question).default([]),
  reports: z.array(KnownReport).default([]),
  /** Said when the maintainers looked and found nothing upstream. */
  none_upstream: z.string().optional(),
  references: z.array(z.string()).default([]),
});
export type FrontMatter = z.infer<typeof FrontMatter>;
export type MatchRule = z.infer<typeof MatchRule>;
export type Setting = FrontMatter["settings"][number];
/** `conditions`: `when`, read. */
export type KnownReport = FrontMatter["reports"][number] & {
  readonly conditions: readonly Condition[];
};
export type EntryQuestion = FrontMatter["questions"][number] & {
  readonly conditions: readonly Condition[];
};

/** The headings that a body may have, as `## Heading`. */
export const SECTIONS = {
  "What happened": "what_happened",
  Cause: "cause",
  Defaults: "defaults",
  Fix: "fix",
  Code: "code",
  Upgrade: "upgrade",
  Retries: "retries",
  Network: "network",
  Check: "check",
} as const;
export type EntrySection = (typeof SECTIONS)[keyof typeof SECTIONS];

/** A part of a section: the text before the first `###`, or one `### Title` with its fields. */
export type Item = {
  readonly title: string | null;
  readonly when: readonly Condition[];
  /** The condition as written, to be shown while it is open. */
  readonly whenText: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
};

/** A match rule whose phrases were made ready once, when the entry was read. */
export type Rule = {
  readonly errors: readonly string[];
  readonly messages: readonly Template[];
  readonly says: readonly (readonly Template[])[];
  readonly frames: readonly { readonly file: string; readonly function: string | null }[];
  readonly when: readonly Condition[];
  readonly unless: readonly Template[];
};

export type Entry = Omit<FrontMatter, "match" | "reports" | "questions"> & {
  readonly file: string;
  readonly reports: readonly KnownReport[];
  readonly questions: readonly EntryQuestion[];
  readonly any: readonly Rule[];
  readonly none: readonly Rule[];
  readonly sections: Readonly<Partial<Record<EntrySection, readonly Item[]>>>;
  /** All of the body and title as text, for search. */
  readonly prose: string;
};

export type Reference = { readonly id: string; readonly title: string; readonly url: string };
