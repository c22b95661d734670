// The peer: a bot as Bolt's own guide has it. Default receiver, default client, one listener; the answer
// is a constant, so that only delivery is compared.

import { App } from "@slack/bolt";

const { SLACK_BOT_TOKEN = "", SLACK_SIGNING_SECRET = "", SLACK_API_URL = "" } = process.env;

const app = new App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
});

app.event("app_mention", async ({ event, client }) => {
  await client.chat.postMessage({
    channel: event.channel,
    thread_ts: event.thread_ts ?? event.ts,
    text: `Seen: ${event.ts}`,
    unfurl_links: false,
    unfurl_media: false,
  });
});

process.once("SIGTERM", async () => {
  await app.stop();
  process.exit(0);
});
const server = await app.start(0);
const address = server.address();
process.send?.(typeof address === "object" ? address?.port : null);
