// After everything was read: which release fixed what. Only rows for which that has changed are written.

import { fixesOf } from "../search/fixed-in.ts";
import { loadFixFacts, saveFixes } from "../storage/fixes.ts";
import type { Database } from "../storage/open.ts";

/** `repository`: lower case. */
export async function updateFixes(db: Database, repository: string): Promise<void> {
  const facts = await loadFixFacts(db, repository);
  const fixes = fixesOf(facts);
  const changed = facts.issues.flatMap((issue) => {
    const fix = fixes.get(issue.ref);
    const isSame =
      !fix ||
      (fix.fixed_in === issue.fixed_in &&
        fix.fixed_by === issue.fixed_by &&
        fix.fixed_via === issue.fixed_via);
    return isSame ? [] : [{ ref: issue.ref, ...fix }];
  });
  await saveFixes(db, changed);
}
