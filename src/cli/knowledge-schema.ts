// `tracehound knowledge schema`: writes what editors complete and check knowledge files with.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { jsonSchemas } from "../knowledge/json-schema.ts";
import { writeLine } from "./output.ts";

export async function writeSchemas({ root }: Config): Promise<number> {
  const folder = join(root, "knowledge", "schema");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of jsonSchemas()) {
    writeFileSync(join(folder, name), text);
    await writeLine(`knowledge/schema/${name}`);
  }
  return 0;
}
