// `tracehound serve` with a set-up that cannot work: one message with every problem and its remedy,
// soon, and no secret in it. The real process, against the doubles.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GitHubDouble, startGitHub } from "../doubles/github/server.ts";
import { type SlackDouble, startSlackDouble } from "../doubles/slack/slack.ts";
import { community, start, tracehound } from "./harness.ts";

const START_MS_MAX = 5_000;

const secrets: string[] = [];
/** Looks like a token, is none, and no output may hold it or half of it. */
function secret(prefix: string): string {
  const random = randomBytes(16).toString("hex");
  secrets.push(random.slice(0, 16), random.slice(16));
  return prefix + random;
}
const TOKENS = {
  bot: secret(["xoxb", "1-"].join("-")),
  app: secret(["xapp", "1-"].join("-")),
  revokedBot: secret(["xoxb", "2-"].join("-")),
  revokedApp: secret(["xapp", "2-"].join("-")),
  signing: secret(""),
  model: secret("sk-"),
  github: secret("ghp_"),
  unknownGitHub: secret("ghp_"),
  password: secret(""),
};

let slack: SlackDouble;
let github: GitHubDouble;
beforeAll(async () => {
  slack = await startSlackDouble();
  slack.revoked.add(TOKENS.revokedBot).add(TOKENS.revokedApp);
  github = await startGitHub();
  github.token = TOKENS.github;
  github.seesPrivate = true;
  github.addRepository("acme/app");
  github.addRepository("acme/vault", true);
});
afterAll(async () => {
  await slack.stop();
  await github.close();
});

const withRepository = (name: string) => ({
  "config.yaml": `product: { name: Acme, fact: acme.version }
in_app: ["site-packages/acme/"]
github: { repositories: [{ name: ${name} }] }
`,
});
const BROKEN_PROMPTS = {
  "prompts/word.md": "You word answers.",
  "prompts/connect.md": "---\ntask: word\ninputs: [\n---\n\n## System\nx\n\n## User\nx\n",
};
const socketMode = { SLACK_BOT_TOKEN: TOKENS.bot, SLACK_APP_TOKEN: TOKENS.app };
const withModel = { OPENAI_API_KEY: TOKENS.model, OPENAI_MODEL: "test-model" };
const atSlack = () => ({ SLACK_API_URL: slack.apiUrl });
const atGitHub = () => ({ GITHUB_API_URL: github.url });

type Wrong = {
  readonly name: string;
  readonly env: () => Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Each problem, as one line names it. */
  readonly problems: readonly RegExp[];
  /** Of all of them together, wherever it is said. */
  readonly remedies: readonly RegExp[];
};

const SEE_EXAMPLE = /\.env\.example/;

const WRONG: readonly Wrong[] = [
  {
    name: "a bot token alone",
    env: () => ({ SLACK_BOT_TOKEN: TOKENS.bot }),
    problems: [/SLACK_BOT_TOKEN is set, but SLACK_APP_TOKEN .*is not/],
    remedies: [/set it too, or leave both empty/, SEE_EXAMPLE],
  },
  {
    name: "an app token alone",
    env: () => ({ SLACK_APP_TOKEN: TOKENS.app }),
    problems: [/SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN is not/],
    remedies: [/set it too, or leave both empty/],
  },
  {
    name: "a signing secret alone",
    env: () => ({ SLACK_SIGNING_SECRET: TOKENS.signing }),
    problems: [/SLACK_SIGNING_SECRET is set, but SLACK_BOT_TOKEN is not/],
    remedies: [/set it too, or leave both empty/],
  },
  {
    name: "swapped Slack tokens",
    env: () => ({ SLACK_BOT_TOKEN: TOKENS.app, SLACK_APP_TOKEN: TOKENS.bot }),
    problems: [/SLACK_BOT_TOKEN must begin with xoxb-/, /SLACK_APP_TOKEN must begin with xapp-/],
    remedies: [/OAuth & Permissions/, /Basic Information/],
  },
  {
    name: "an app token as the bot's, and no other",
    env: () => ({ SLACK_BOT_TOKEN: TOKENS.app }),
    problems: [/SLACK_BOT_TOKEN must begin with xoxb-/, /SLACK_APP_TOKEN .*is not/],
    remedies: [/OAuth & Permissions/, /set it too/],
  },
  {
    name: "Slack tokens that Slack does not know",
    env: () => ({ ...socketMode, ...atSlack() }),
    problems: [
      /SLACK_BOT_TOKEN was refused \(invalid_auth\)/,
      /SLACK_APP_TOKEN was refused \(invalid_auth\)/,
    ],
    remedies: [/copy it again/, /OAuth & Permissions/],
  },
  {
    name: "revoked Slack tokens",
    env: () => ({
      SLACK_BOT_TOKEN: TOKENS.revokedBot,
      SLACK_APP_TOKEN: TOKENS.revokedApp,
      ...atSlack(),
    }),
    problems: [
      /SLACK_BOT_TOKEN was refused \(token_revoked\)/,
      /SLACK_APP_TOKEN was refused \(token_revoked\)/,
    ],
    remedies: [/install the app again/],
  },
  {
    name: "a revoked bot token, over HTTP",
    env: () => ({
      SLACK_BOT_TOKEN: TOKENS.revokedBot,
      SLACK_SIGNING_SECRET: TOKENS.signing,
      ...atSlack(),
    }),
    problems: [/SLACK_BOT_TOKEN was refused \(token_revoked\)/],
    remedies: [/install the app again/],
  },
  {
    name: "a Slack token with a line break in it",
    env: () => ({ ...socketMode, SLACK_BOT_TOKEN: `${TOKENS.bot}\n${TOKENS.app}`, ...atSlack() }),
    problems: [/SLACK_BOT_TOKEN holds a space, a line break/],
    remedies: [/copy it again/, SEE_EXAMPLE],
  },
  {
    name: "a space, a line break or a strange character in every other secret",
    env: () => ({
      ...withModel,
      SLACK_BOT_TOKEN: TOKENS.bot,
      SLACK_APP_TOKEN: `${TOKENS.app} `,
      SLACK_SIGNING_SECRET: `\u201c${TOKENS.signing}\u201d`,
      OPENAI_API_KEY: `${TOKENS.model}\n${TOKENS.app}`,
      GITHUB_TOKEN: `${TOKENS.github}\n`,
    }),
    problems: [
      /SLACK_APP_TOKEN holds a space/,
      /SLACK_SIGNING_SECRET holds a space/,
      /OPENAI_API_KEY holds a space/,
      /GITHUB_TOKEN holds a space/,
    ],
    remedies: [/copy it again/, SEE_EXAMPLE],
  },
  {
    name: "base URLs without https, and one that is no address",
    env: () => ({
      OPENAI_BASE_URL: `http://models.example/${TOKENS.password}`,
      SLACK_API_URL: `http://bot:${TOKENS.password}@slack.example/api/`,
      GITHUB_API_URL: TOKENS.password,
    }),
    problems: [
      /OPENAI_BASE_URL must be an https/,
      /SLACK_API_URL must be an https/,
      /GITHUB_API_URL must be an https/,
    ],
    remedies: [/http:\/\/ on this machine/],
  },
  {
    name: "a key without a model",
    env: () => ({ OPENAI_API_KEY: TOKENS.model }),
    problems: [/OPENAI_MODEL: a key is set/],
    remedies: [/name the model that words answers, or leave both empty/],
  },
  {
    name: "broken prompts, and a model that needs them",
    env: () => withModel,
    files: BROKEN_PROMPTS,
    problems: [/word\.md: needs front matter/, /connect\.md: /],
    remedies: [/leave OPENAI_API_KEY empty/],
  },
  {
    name: "no prompts, and a model that needs them",
    env: () => withModel,
    problems: [/word\.md: cannot be read/, /connect\.md: cannot be read/],
    remedies: [/leave OPENAI_API_KEY empty/],
  },
  {
    name: "a GitHub token that sees a private repository",
    env: () => ({ GITHUB_TOKEN: TOKENS.github, ...atGitHub() }),
    files: withRepository("acme/app"),
    problems: [/GITHUB_TOKEN can read private repositories \(acme\/vault\)/],
    remedies: [/fine-grained token that reads public repositories only/, /allow_private/],
  },
  {
    name: "a GitHub token that sees a private repository, and that repository to be mirrored",
    env: () => ({ GITHUB_TOKEN: TOKENS.github, ...atGitHub() }),
    files: withRepository("acme/vault"),
    problems: [/acme\/vault is private/, /GITHUB_TOKEN can read private repositories/],
    remedies: [/Take it out/, /fine-grained token/],
  },
  {
    name: "a GitHub token that GitHub does not know",
    env: () => ({ GITHUB_TOKEN: TOKENS.unknownGitHub, ...atGitHub() }),
    files: withRepository("acme/app"),
    problems: [/GITHUB_TOKEN: GitHub does not accept it \(401/],
    remedies: [/GITHUB_TOKEN|token/],
  },
  {
    name: "everything that the settings show, all at once",
    env: () => ({
      SLACK_BOT_TOKEN: TOKENS.app,
      OPENAI_API_KEY: TOKENS.model,
      OPENAI_BASE_URL: "http://models.example/v1",
      DATABASE_URL: `postgres://bot:${TOKENS.password}@db/x`,
      PORT: TOKENS.password,
      CONSOLE_PORT: "70000",
    }),
    problems: [
      /SLACK_BOT_TOKEN must begin with xoxb-/,
      /SLACK_APP_TOKEN .*is not/,
      /OPENAI_MODEL: a key is set/,
      /OPENAI_BASE_URL must be an https/,
      /DATABASE_URL: Postgres is not supported/,
      /^PORT must be a port number/,
      /CONSOLE_PORT must be a port number/,
    ],
    remedies: [SEE_EXAMPLE],
  },
];

let slowest = 0;

async function checkRefusal({ env, files = {}, problems, remedies }: Wrong): Promise<void> {
  const folder = community(files);
  const started = performance.now();
  const ran = await tracehound(["serve"], { folder, env: { CONSOLE_PORT: "0", ...env() } });
  const elapsedMs = performance.now() - started;
  slowest = Math.max(slowest, elapsedMs);
  // First of all, so that no report of this test holds a secret that a bug printed.
  expect(secrets.filter((it) => (ran.stdout + ran.stderr).includes(it))).toEqual([]);
  const lines = ran.stderr.split("\n").filter(Boolean);
  for (const problem of problems) {
    const named = lines.filter((line) => problem.test(line));
    expect(named, `${problem} in ${ran.stderr}`).toHaveLength(1);
  }
  for (const remedy of remedies) expect(ran.stderr).toMatch(remedy);
  // One message: no log line, no stack, nothing that began to work.
  expect(ran.stderr).not.toMatch(/^\{|^\s+at |unexpected:/m);
  expect(ran.stdout).toBe("");
  expect(ran.code).toBe(1);
  expect(elapsedMs).toBeLessThan(START_MS_MAX);
}

test.each(WRONG)("$name", checkRefusal);

// Not so yet: `serve` stops at the first of these three. Passes as soon as that is mended: drop `fails`.
test("what only Slack, GitHub and the prompts' files show, all at once", () =>
  checkRefusal({
    name: "what only Slack, GitHub and the prompts' files show, all at once",
    env: () => ({
      SLACK_BOT_TOKEN: TOKENS.revokedBot,
      SLACK_APP_TOKEN: TOKENS.revokedApp,
      GITHUB_TOKEN: TOKENS.github,
      ...withModel,
      ...atSlack(),
      ...atGitHub(),
    }),
    files: { ...BROKEN_PROMPTS, ...withRepository("acme/app") },
    problems: [
      /word\.md: needs front matter/,
      /GITHUB_TOKEN can read private repositories/,
      /SLACK_BOT_TOKEN was refused \(token_revoked\)/,
      /SLACK_APP_TOKEN was refused \(token_revoked\)/,
    ],
    remedies: [/leave OPENAI_API_KEY empty/, /fine-grained token/, /install the app again/],
  }));

test("the same command starts when nothing is wrong", async () => {
  github.seesPrivate = false;
  const child = start(["serve"], {
    folder: community(withRepository("acme/app")),
    env: {
      CONSOLE_PORT: "0",
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      GITHUB_TOKEN: TOKENS.github,
      ...atSlack(),
      ...atGitHub(),
    },
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (said.includes("Ctrl+C")) child.kill("SIGTERM");
  });
  const [code] = await once(child, "close");
  expect(said).toContain("connected to T0WORKSPACE");
  expect(code).toBe(0);
  console.log(`refusals: ${WRONG.length}, the slowest after ${Math.round(slowest)} ms`);
});
