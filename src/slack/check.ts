// Asks Slack whether the tokens are what they should be, before anything depends on them. Every
// problem is named at once, none with a token in it.

import { SetupError, UpstreamError } from "../errors.ts";
import { type Client, type Failure, toFailure } from "./client.ts";
import type { Self } from "./events.ts";
import { workspaceUrl } from "./permalink.ts";

/** Without one of these nothing would work. slack-manifest.yaml asks for them and for the next ones. */
export const SCOPES = [
  "app_mentions:read",
  "channels:history",
  "chat:write",
  "groups:history",
  "im:history",
] as const;

/** To find what was never told, also where nobody has spoken to us yet. The rest works without them. */
export const LISTING_SCOPES = ["channels:read", "groups:read", "im:read"] as const;

/** For attached files; an answer says so where it is missing. */
export const FILE_SCOPES = ["files:read"] as const;

/** For check marks; without it nobody hears of them. */
export const REACTION_SCOPES = ["reactions:read"] as const;

const INSTALL = "OAuth & Permissions at api.slack.com/apps";
const REMEDIES: Readonly<Record<string, string>> = {
  invalid_auth: "Slack does not know it: copy it again",
  not_authed: "it arrived empty: copy it again",
  not_allowed_token_type: "it is a token of another kind: were the two swapped?",
  token_revoked: "it was revoked: install the app again and copy the new one",
  token_expired: "it has expired: turn token rotation off and install the app again",
  account_inactive: "its workspace or bot user was removed: install the app again",
  missing_scope: "it lacks a scope: see the manifest",
};

/** `app` is null where no socket is used. @throws SetupError, UpstreamError */
export async function checkTokens(bot: Client, app: Client | null): Promise<Self> {
  const [self, opened] = await Promise.all([whoAmI(bot), app && canOpen(app)]);
  const problems = [typeof self === "string" ? self : null, opened].filter((it) => it !== null);
  if (problems.length > 0) throw new SetupError(problems.join("\n"), { hint: hintFor(problems) });
  if (typeof self === "string") throw new UpstreamError("slack", self); // named above already
  return self;
}

/** A sentence when the bot token is no good. */
async function whoAmI(bot: Client): Promise<Self | string> {
  try {
    const { team_id, user_id, bot_id, url, response_metadata } = await bot.auth.test();
    if (!team_id || !user_id || !bot_id) {
      return "SLACK_BOT_TOKEN is not the token of a bot: it must begin with xoxb-";
    }
    const granted = response_metadata?.scopes;
    const missing = granted ? SCOPES.filter((scope) => !granted.includes(scope)) : [];
    if (missing.length > 0) return `SLACK_BOT_TOKEN lacks the scopes ${missing.join(", ")}`;
    return { team: team_id, botUser: user_id, botId: bot_id, url: workspaceUrl(url) };
  } catch (error) {
    return toSentence("SLACK_BOT_TOKEN", toFailure(error));
  }
}

async function canOpen(app: Client): Promise<string | null> {
  try {
    await app.apps.connections.open({});
    return null;
  } catch (error) {
    const failure = toFailure(error);
    if (failure.kind === "refused" && failure.code === "missing_scope") {
      return "SLACK_APP_TOKEN lacks the scope connections:write";
    }
    return toSentence("SLACK_APP_TOKEN", failure);
  }
}

/** @throws UpstreamError when it says nothing about the token. */
function toSentence(name: string, failure: Failure): string {
  if (failure.kind === "limited") throw new UpstreamError("slack", "too many calls at start (429)");
  if (failure.kind !== "refused") {
    throw new UpstreamError("slack", `the token check got no answer (${failure.code})`);
  }
  const remedy = REMEDIES[failure.code] ?? "see the error's name at docs.slack.dev";
  return `${name} was refused (${failure.code}): ${remedy}`;
}

function hintFor(problems: readonly string[]): string {
  const isScope = problems.some((it) => it.includes("lacks"));
  const tokens = `SLACK_BOT_TOKEN (xoxb-…) is under ${INSTALL}, SLACK_APP_TOKEN (xapp-…) under Basic Information, App-Level Tokens.`;
  return isScope
    ? `Add it as in slack-manifest.yaml, then install the app again. ${tokens}`
    : tokens;
}
