// Who is measured: our real process, and Bolt with its defaults, each as a child of its own.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { EVENTS_PATH } from "../../src/slack/receivers.ts";
import { DATABASE_FILE } from "../../src/storage/open.ts";
import type { SlackDouble } from "../../test/doubles/slack/slack.ts";
import { newDataDir, startProcess } from "../../test/process/harness.ts";
import type { Party } from "./party.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const ANY = 1_000_000;

/** The real process; each on a copy of the database in `imported`. */
export const ourselves = (imported: string, config: string) => (): Party => {
  const { dataDir, remove } = newDataDir();
  cpSync(join(imported, DATABASE_FILE), join(dataDir, DATABASE_FILE));
  return {
    end: remove,
    start: async (slack) => {
      const bot = await startProcess("http", slack, dataDir, ["--config", config]);
      return {
        stop: async (signal) => {
          bot.kill(signal);
          await bot.ended;
        },
        memory: async () => {
          const text = await (await fetch(`${bot.consoleUrl}/metrics`)).text();
          return Number(/^tracehound_process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
        },
      };
    },
  };
};

/** The product as it is, but for the budgets: the load is far above what they allow. */
export function unboundConfig(dataDir: string): string {
  const folder = join(dataDir, "config");
  mkdirSync(folder, { recursive: true });
  for (const name of ["knowledge", "prompts"]) symlinkSync(join(ROOT, name), join(folder, name));
  const own = parse(readFileSync(join(ROOT, "config.yaml"), "utf8")) as { delivery: object };
  const delivery = {
    ...own.delivery,
    user_per_10_minutes: ANY,
    user_per_day: ANY,
    channel_per_minute: ANY,
    workspace_per_hour: ANY,
  };
  const file = join(folder, "config.yaml");
  writeFileSync(file, stringify({ ...own, delivery }));
  return file;
}

export const bolt = (): Party => ({
  end: () => {},
  start: async (slack: SlackDouble) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "bolt-app.ts")], {
      env: {
        PATH: process.env.PATH ?? "",
        SLACK_BOT_TOKEN: slack.tokens.bot,
        SLACK_SIGNING_SECRET: slack.tokens.signingSecret,
        SLACK_API_URL: slack.apiUrl,
      },
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    const port = await new Promise<unknown>((done, fail) => {
      child.once("message", done);
      child.once("exit", () => fail(new Error("Bolt did not start")));
    });
    slack.setRequestUrl(`http://127.0.0.1:${String(port)}${EVENTS_PATH}`);
    return {
      stop: async (signal) => {
        child.kill(signal);
        const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
        await ended;
        clearTimeout(timer);
      },
      memory: async () => 0,
    };
  },
});
