// `tracehound sync` as a process of its own, for the test that kills it. Arguments: settings as JSON,
// data folder, time.

import { syncCommand } from "../../src/cli/sync.ts";

const [settings = "", dataDir = "", now = ""] = process.argv.slice(2);
process.exitCode = await syncCommand(JSON.parse(settings), dataDir, now, {
  patience: { secondMs: 1 },
});
