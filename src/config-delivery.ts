// The part of config.yaml about Slack: how often to look for what it never told of, how much may be asked.

import { z } from "zod";
import type { SlackSettings } from "./slack/start.ts";

export const Delivery = z.strictObject({
  /** Null: never. */
  catch_up_minutes: z.int().min(1).max(1_440).nullable().default(10),
  user_per_10_minutes: z.int().min(1).default(5),
  user_per_day: z.int().min(1).default(30),
  channel_per_minute: z.int().min(1).default(20),
  workspace_per_hour: z.int().min(1).default(300),
});

const MINUTE_MS = 60_000;

export function toDelivery(
  it: z.infer<typeof Delivery>,
): Required<Pick<SlackSettings, "catchUpMs" | "budgets">> {
  return {
    catchUpMs: it.catch_up_minutes && it.catch_up_minutes * MINUTE_MS,
    budgets: {
      userPer10Minutes: it.user_per_10_minutes,
      userPerDay: it.user_per_day,
      channelPerMinute: it.channel_per_minute,
      workspacePerHour: it.workspace_per_hour,
    },
  };
}
