// The manifest, as far as Slack's own types and our own code can tell.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { webApi } from "@slack/bolt";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { FILE_SCOPES, LISTING_SCOPES, REACTION_SCOPES, SCOPES } from "../../src/slack/check.ts";
import { METHODS } from "../doubles/slack/methods.ts";

type Manifest = Exclude<webApi.AppsManifestCreateArguments["manifest"], string>;

const FILE = resolve(import.meta.dirname, "../../slack-manifest.yaml");
const manifest: unknown = parse(readFileSync(FILE, "utf8"));

// Written out so that the compiler checks every key and value; the file must be the same.
const EXPECTED = {
  display_information: {
    name: "Tracehound",
    description: "Reads a pasted error report and answers with proof.",
    background_color: "#1f2937",
  },
  features: {
    bot_user: { display_name: "tracehound", always_online: true },
    app_home: {
      home_tab_enabled: false,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    },
  },
  oauth_config: {
    scopes: {
      bot: [
        "app_mentions:read",
        "channels:history",
        "groups:history",
        "im:history",
        "channels:read",
        "groups:read",
        "im:read",
        "files:read",
        "reactions:read",
        "chat:write",
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        "app_mention",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
        "reaction_removed",
      ],
    },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
    org_deploy_enabled: false,
    token_rotation_enabled: false,
  },
} satisfies Manifest;

test("is what Slack's types allow", () => {
  expect(manifest).toEqual(EXPECTED);
  expect(EXPECTED.display_information.name.length).toBeLessThanOrEqual(35);
  expect(EXPECTED.display_information.description.length).toBeLessThanOrEqual(140);
});

test("asks for the scopes that the start checks and that calls and events need, and for no other", () => {
  const asked = [...SCOPES, ...LISTING_SCOPES, ...FILE_SCOPES, ...REACTION_SCOPES].toSorted();
  expect(EXPECTED.oauth_config.scopes.bot.toSorted()).toEqual(asked);
  const kinds = ["channel", "group", "im"] as const;
  const used = Object.values(METHODS).flatMap((it) =>
    kinds.flatMap((kind) =>
      it.scopes(
        { id: "C", kind, members: new Set(), isArchived: false },
        { types: "public_channel,private_channel,im" },
      ),
    ),
  );
  const needed = new Set(used.filter((it) => it !== "connections:write"));
  const heard = ["app_mentions:read", "reactions:read"]; // of events, not of calls
  expect([...needed, ...heard].toSorted()).toEqual(asked);
});

test("declares no agent: that would lock out guests", () => {
  expect(readFileSync(FILE, "utf8").replace(/^\s*#.*$/gm, "")).not.toMatch(/agent_|assistant/);
});
