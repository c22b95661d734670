// A wrong set-up is one message with every problem and its remedy, and never a secret.

import { afterEach, expect, test } from "vitest";
import { SetupError } from "../../src/errors.ts";
import { type SlackSettings, startSlack } from "../../src/slack/start.ts";
import { toReport } from "../../src/text/report.ts";
import { newBot } from "../bot.ts";
import { type SlackDouble, startSlackDouble } from "../doubles/slack/slack.ts";
import { newDatabase, newLog } from "./harness.ts";

let slack: SlackDouble | null = null;
let open: Awaited<ReturnType<typeof newDatabase>> | null = null;
afterEach(async () => {
  await slack?.stop();
  await open?.remove();
});

type Change = (to: SlackDouble) => Partial<SlackSettings> | undefined;

async function refusalOf(change: Change): Promise<{ error: unknown; said: string }> {
  slack = await startSlackDouble();
  open = await newDatabase();
  const logged: string[] = [];
  const { tokens, apiUrl } = slack;
  const settings: SlackSettings = {
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret: null,
    apiUrl,
    port: null,
    ...change(slack),
  };
  const parts = {
    services: newBot().services,
    toReport,
    db: open.db,
    now: () => 0,
    log: newLog(logged),
  };
  const error: unknown = await startSlack(settings, parts).then(
    async (running) => {
      await running.stop();
      throw new Error("it started");
    },
    (reason: unknown) => reason,
  );
  const hint = error instanceof SetupError ? error.hint : "";
  const said = [error instanceof Error ? `${error.message} ${hint}` : "", ...logged].join("\n");
  for (const secret of Object.values(tokens)) expect(said).not.toContain(secret);
  return { error, said };
}

const WRONG = ["xoxb", "nobody", "knows"].join("-");

test.each<[string, Change, RegExp]>([
  [
    "an unknown bot token",
    () => ({ botToken: WRONG }),
    /SLACK_BOT_TOKEN was refused \(invalid_auth\)/,
  ],
  [
    "swapped tokens",
    ({ tokens }) => ({ botToken: tokens.app, appToken: tokens.bot }),
    /SLACK_BOT_TOKEN .*swapped[\s\S]*SLACK_APP_TOKEN .*swapped/,
  ],
  [
    "a revoked bot token",
    (to) => void to.revoked.add(to.tokens.bot),
    /token_revoked.*install the app again/,
  ],
  [
    "a revoked app token",
    (to) => void to.revoked.add(to.tokens.app),
    /SLACK_APP_TOKEN was refused \(token_revoked\)/,
  ],
  [
    "both wrong",
    () => ({ botToken: WRONG, appToken: WRONG }),
    /SLACK_BOT_TOKEN[\s\S]*SLACK_APP_TOKEN/,
  ],
  [
    "a missing scope",
    (to) => void to.scopes.delete("im:history"),
    /lacks the scopes im:history.*manifest/,
  ],
  [
    "an app token without its scope",
    (to) => void to.scopes.delete("connections:write"),
    /SLACK_APP_TOKEN lacks the scope connections:write/,
  ],
  ["no way in", () => ({ appToken: null }), /SLACK_SIGNING_SECRET with PORT/],
])("%s", async (_name, change, expected) => {
  const { error, said } = await refusalOf(change);
  expect(error).toBeInstanceOf(SetupError);
  expect(said).toMatch(expected);
});

test("a port that is taken", async () => {
  const { error, said } = await refusalOf(({ apiUrl, tokens }) => ({
    appToken: null,
    signingSecret: tokens.signingSecret,
    port: Number(new URL(apiUrl).port),
    host: "127.0.0.1",
  }));
  expect(error).toBeInstanceOf(SetupError);
  expect(said).toMatch(/PORT \d+ cannot be listened on \(EADDRINUSE\)/);
});

test("Slack out of reach is not the operator's mistake", async () => {
  const { error, said } = await refusalOf(() => ({ apiUrl: "http://127.0.0.1:9/api/" }));
  expect(error).toMatchObject({ name: "UpstreamError" });
  expect(said).toContain("slack");
});
