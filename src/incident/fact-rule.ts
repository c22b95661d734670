// `knowledge/facts.yaml`: what can be asked about a set-up, how it is recognised in a report, and
// how to ask. Also the names by which a community's settings and libraries are recognised.

import { z } from "zod";

const Phrases = z.array(z.string().min(2)).min(1);

export const FactRule = z.strictObject({
  /** `prefect.version`, `proxy`: what conditions and `--json` call it. */
  name: z.string().regex(/^[a-z][\w.-]*$/),
  /** How a person calls it: "Prefect version". */
  title: z.string().min(2),
  kind: z.enum(["version", "choice"]),
  scheme: z.enum(["pep440", "semver"]).default("pep440"),
  /** For versions: `owner/name`, whose releases these are. */
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/)
    .optional(),
  /** The question, and the command or place that answers it. */
  ask: z.string().optional(),
  how: z.string().optional(),
  /** For versions: phrases with one `<version>` hole. */
  said: Phrases.optional(),
  /** For choices: value to the phrases that say it. */
  values: z.record(z.string(), Phrases).optional(),
  /** For choices: value to path parts of frames that prove it. */
  frames: z.record(z.string(), Phrases).optional(),
});
export type FactRule = z.infer<typeof FactRule>;

export const FactRules = z.strictObject({
  facts: z.array(FactRule),
  /** Prefixes of the product's environment settings: `PREFECT_`. */
  setting_prefixes: z.array(z.string()).default([]),
  /** Libraries that are worth a signal when prose names them. */
  libraries: z.array(z.string()).default([]),
});
export type FactRules = z.infer<typeof FactRules>;
