// The parts of GitHub's answers that steer a sync. Rows are parsed in `search/`.

import { z } from "zod";
import { unreadable } from "./refusal.ts";

export const Repository = z.object({
  full_name: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  private: z.boolean(),
  default_branch: z.string().min(1),
});

export const List = z.array(z.unknown());
export const Changed = z.object({ updated_at: z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
export const IssuePlace = z.object({ number: z.number(), url: z.string() });
/** Of a search; the rest of an item is an issue. */
export const Found = z.object({ items: z.array(z.looseObject({ repository_url: z.string() })) });

/** False for an issue that was transferred: GitHub redirects to its new home. */
export function isPlace(
  { url, number }: z.infer<typeof IssuePlace>,
  repository: string,
  wanted: number,
): boolean {
  const home = `/${repository}/issues/${wanted}`.toLowerCase();
  return number === wanted && url.toLowerCase().endsWith(home);
}

export const Branch = z.object({ object: z.object({ sha: z.string() }) });

export const Tree = z.object({
  truncated: z.boolean().nullish(),
  tree: z.array(
    z.object({
      path: z.string(),
      type: z.string(),
      sha: z.string(),
      size: z.number().nullish(),
    }),
  ),
});
export const Blob = z.object({ content: z.string(), encoding: z.enum(["base64", "utf-8"]) });

/** @throws UpstreamError when GitHub, or what stands in its place, sent something else. */
export function parse<Shape>(schema: z.ZodType<Shape>, value: unknown, what: string): Shape {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unreadable(what);
}
