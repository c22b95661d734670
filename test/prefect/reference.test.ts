// The reference case in our own words: ten points of one answer, and the follow-ups to it.

import { describe, expect, test } from "vitest";
import { conversation } from "./bot.ts";

const REPORT = `Write-up of the outage: our worker lost its connection because httpx, inside Prefect's API client, sent a PING (
\`RECV_PING\`
) on an HTTP/2 connection that was already
\`CLOSED\`
. httpcore raised a \`LocalProtocolError\`. We think a stale pooled connection was reused.`;

const POINTS: readonly [point: string, says: readonly string[]][] = [
  [
    "what holds, what does not, and who raised it",
    [
      "stale pooled connection is the right track",
      "The client did not send it",
      "h2 (the HTTP/2 state machine), passed on by httpcore",
    ],
  ],
  [
    "the default by release",
    [
      "`PREFECT_API_ENABLE_HTTP2` (`api.enable_http2`)",
      "2.7.1 to before 2.20.7: `true`",
      "3.0.2 and newer: `false`",
      "either side is possible",
      "`httpx_settings`",
    ],
  ],
  [
    "known reports with their state",
    [
      "python-hyper/h2#1199",
      "(open,",
      "PrefectHQ/prefect#7442",
      "PrefectHQ/prefect#7796",
      "encode/httpcore#679",
    ],
  ],
  [
    "the fix as command, variable and code",
    [
      "prefect config set PREFECT_API_ENABLE_HTTP2=false",
      "export PREFECT_API_ENABLE_HTTP2=false",
      "async with get_client(",
      "with get_client(sync_client=True",
    ],
  ],
  ["less reuse where HTTP/2 must stay", ["keepalive_expiry=5", "max_keepalive_connections=0"]],
  ["upgrades, and no invented good version", ["`3.0.2` or newer", "none is named as good"]],
  [
    "retries, and why they are no cure",
    [
      "`PREFECT_CLIENT_MAX_RETRIES` (default `5`)",
      "`PREFECT_CLIENT_RETRY_EXTRA_CODES`",
      "same dead connection",
    ],
  ],
  ["proxies and load balancers", ["idle timeout of the proxy or load balancer", "25 seconds"]],
  ["pages that exist", ["https://docs.prefect.io/v3/advanced/api-client"]],
  [
    "the questions, and what would prove it",
    [
      "prefect version",
      "grep -i HTTP2",
      "httpcore",
      "idle timeout?",
      "Gone: HTTP/2 reuse was the cause.",
    ],
  ],
];

describe("the reference case", () => {
  test.each(POINTS)("%s", async (_, says) => {
    const { markdown } = await conversation(REPORT);
    for (const part of says) expect(markdown.replaceAll("\\", "")).toContain(part);
  });

  test("is likely without a version, and asks for nothing that the report says", async () => {
    const { reply, markdown } = await conversation(REPORT);
    expect(reply).toMatchObject({ answer: { level: "likely", entry: "h2-closed-connection" } });
    expect(markdown).not.toMatch(/which client|who owns the (?:HTTP )?client/i);
  });
});

type Turn = readonly [said: string, says: readonly string[], unsaid: readonly string[]];
const FOLLOW_UPS: readonly Turn[] = [
  [
    "we are on prefect 2.14.3",
    ["Prefect version `2.14.3`. The diagnosis is now certain.", "so the default is `true`"],
    [],
  ],
  ["it is prefect 3.4.0", ["The diagnosis is now certain.", "so the default is `false`"], []],
  ["there is an nginx in between", ["proxy in between `nginx`", "nginx -T"], ["elbv2"]],
  ["an AWS load balancer sits in front", ["elbv2", "idle_timeout"], ["nginx -T"]],
  ["no proxy", ["proxy in between `none`"], ["HTTP/2 setting", "Compare the idle timeout"]],
  [
    "I already set PREFECT_API_ENABLE_HTTP2=false",
    ["noted as tried", "Keep HTTP/2, but reuse connections less"],
    ["prefect config set"],
  ],
  ["it is my own httpx client", ["httpx.AsyncClient(http2=False)"], ["prefect config set"]],
  ["httpcore 0.16.3", ["httpcore 0.16.3 to `0.17.1` or newer"], []],
  [
    "same again:\nhttpcore.LocalProtocolError: Invalid input ConnectionInputs.RECV_PING in state ConnectionState.CLOSED",
    ["The same error as before.", "has not taken effect where it fails", "What would prove it"],
    ["prefect config set"],
  ],
  [
    "now the server says\nsqlite3.OperationalError: database is locked\nand prefect server start is what we run",
    ["database is locked"],
    ["HTTP/2"],
  ],
  ["worked, thanks!", ["noted as what solved it"], ["HTTP/2"]],
  [
    "that's wrong",
    ["Which way is it wrong?", "If you have another error, paste the whole of it"],
    ["HTTP/2"],
  ],
];

describe("follow-ups to it", () => {
  test.each(FOLLOW_UPS)("%s", async (said, says, unsaid) => {
    const { markdown } = await conversation(REPORT, said);
    for (const part of says) expect(markdown).toContain(part);
    for (const part of unsaid) expect(markdown).not.toContain(part);
  });

  test.each(["thanks", "@dana did you see this yesterday?", "stay out"])(
    "%s is met with silence",
    async (said) => expect((await conversation(REPORT, said)).reply.kind).toBe("silent"),
  );

  test("after 'stay out' nothing is said until the bot is asked again", async () => {
    const { reply } = await conversation(REPORT, "stay out", "who is on call tomorrow?");
    expect(reply.kind).toBe("silent");
  });

  test("a fix that was tried is never offered again, whatever else is learnt", async () => {
    const { markdown } = await conversation(
      REPORT,
      "I already set PREFECT_API_ENABLE_HTTP2=false",
      "prefect 2.14.3",
      "there is an nginx in between",
    );
    expect(markdown).not.toContain("prefect config set PREFECT_API_ENABLE_HTTP2");
  });
});
