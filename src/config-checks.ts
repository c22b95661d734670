// What the environment's secrets and addresses must be like before anything is sent. Only names are
// ever printed, never a value.

export type Environment = Readonly<Record<string, string | undefined>>;
export type Say = (problem: string) => void;

/** Tokens travel to these. */
const BASE_URLS = ["SLACK_API_URL", "GITHUB_API_URL", "OPENAI_BASE_URL"];
/** Sent as headers, or signing what is received. */
const SECRETS = [
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "GITHUB_TOKEN",
  "OPENAI_API_KEY",
];

/** Says what is wrong with each secret and address. */
export function checkEnvironment(env: Environment, say: Say): void {
  for (const name of BASE_URLS) checkBaseUrl(name, env[name], say);
  for (const name of SECRETS) checkSecret(name, env[name], say);
  checkSlack(env, say);
}

/** A token must not cross a network in the clear. */
function checkBaseUrl(name: string, value: string | undefined, say: Say): void {
  if (!value) return;
  const url = URL.parse(value);
  const isSafe =
    url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (isSafe) return;
  say(
    `${name} must be an https:// address, or http:// on this machine (localhost, 127.0.0.1, [::1])`,
  );
}

/** An HTTP client quotes a header that it refuses, the secret with it. */
function checkSecret(name: string, value: string | undefined, say: Say): void {
  if (!value || /^[\x21-\x7e]+$/.test(value)) return;
  say(`${name} holds a space, a line break or another character that none has: copy it again`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** All or none: the bot token, and one way for Slack to reach the bot. */
function checkSlack(env: Environment, say: Say): void {
  const bot = env.SLACK_BOT_TOKEN;
  const app = env.SLACK_APP_TOKEN;
  const reachable = app || env.SLACK_SIGNING_SECRET;
  if (bot && !reachable) {
    say(
      "SLACK_BOT_TOKEN is set, but SLACK_APP_TOKEN (Socket Mode) is not: set it too, or leave both empty",
    );
  }
  if (!bot && reachable) {
    const given = app ? "SLACK_APP_TOKEN" : "SLACK_SIGNING_SECRET";
    say(`${given} is set, but SLACK_BOT_TOKEN is not: set it too, or leave both empty`);
  }
  // With token rotation Slack puts "xoxe." in front.
  if (bot && !/^(?:xoxe\.)?xoxb-/.test(bot)) {
    say(
      "SLACK_BOT_TOKEN must begin with xoxb-: it is the Bot User OAuth Token of OAuth & Permissions",
    );
  }
  if (app && !app.startsWith("xapp-")) {
    say("SLACK_APP_TOKEN must begin with xapp-: it is an App-Level Token of Basic Information");
  }
}

const PORT_MAX = 65_535;

export function readPort(env: Environment, name: string, fallback: number, say: Say): number {
  const value = env[name]?.trim();
  if (!value) return fallback;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= PORT_MAX) return port;
  say(`${name} must be a port number from 0 to ${PORT_MAX}; 0 takes any free one`);
  return fallback;
}

/** For tests, which cannot wait a minute. Comma-separated milliseconds. */
export function readReadBack(env: Environment, say: Say): readonly number[] | null {
  const value = env.TRACEHOUND_READ_BACK_MS;
  if (!value) return null;
  if (/^\d{1,6}(?:,\d{1,6})*$/.test(value)) return value.split(",").map(Number);
  say("TRACEHOUND_READ_BACK_MS must be milliseconds with commas in between, such as 2000,10000");
  return null;
}
