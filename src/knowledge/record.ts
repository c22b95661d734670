// What is on record about the product, apart from any entry: its settings with their defaults by
// release (`settings.yaml`) and the state of issues (`issues.yaml`). Entries are checked against it.

import { z } from "zod";
import { IsoDate, IssueRef } from "./entry.ts";

/** A release that does not have the setting. */
export const GONE = "gone";
/** A default that is made at run time, so that nothing can be compared with it. */
export const COMPUTED = "computed";

const SettingRecord = z.strictObject({
  /** Its path in a settings file: `api.enable_http2`. */
  key: z.string().optional(),
  /** The default from a release until the next one named for the same major version. */
  defaults: z.record(z.string(), z.string()),
});
export type SettingRecord = z.infer<typeof SettingRecord>;

export const SettingsFile = z.strictObject({
  source: z.url({ protocol: /^https$/ }),
  checked: IsoDate,
  /** The fact that says which release somebody runs. */
  fact: z.string().min(2),
  newest: z.string().min(1),
  settings: z.record(z.string(), SettingRecord),
  /** Variables that are read by something else than the product's settings. */
  also: z.record(z.string(), z.string()).default({}),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

export const IssuesFile = z.strictObject({
  checked: IsoDate,
  issues: z.record(IssueRef, z.enum(["open", "closed", "merged"])),
});
export type IssuesFile = z.infer<typeof IssuesFile>;

/** Null where a community keeps no such file; then nothing is checked against it. */
export type ProductRecord = {
  readonly settings: SettingsFile | null;
  readonly issues: IssuesFile | null;
};
