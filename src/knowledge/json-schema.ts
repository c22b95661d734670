// JSON Schemas of the knowledge files, for editors: out of the very shapes that reading checks with,
// so that what an editor accepts is what the bot accepts.

import { z } from "zod";
import { FactRules } from "../incident/fact-rule.ts";
import { FrontMatter } from "./entry.ts";
import { FixturesShape, References } from "./knowledge.ts";
import { IssuesFile, SettingsFile } from "./record.ts";

const SHAPES = {
  entry: FrontMatter,
  reports: FixturesShape,
  facts: FactRules,
  references: References,
  settings: SettingsFile,
  issues: IssuesFile,
} as const;

/** File name to schema; a default makes a field optional, as it is for whoever writes. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SHAPES).map(([name, shape]) => [
      `${name}.schema.json`,
      `${JSON.stringify(z.toJSONSchema(shape, { io: "input" }), null, 2)}\n`,
    ]),
  );
}
