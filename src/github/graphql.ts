// One GraphQL query: an answer may hold data and errors at once, under status 200. Octokit throws for
// any error; here what could be answered is data, and the rest is said.

import type { Octokit } from "@octokit/rest";
import { z } from "zod";

const ERRORS_MAX = 100;

export type GraphErrors = readonly {
  /** NOT_FOUND, FORBIDDEN, …; null where GitHub gives none (a field that it does not know). */
  readonly type: string | null;
  readonly message: string;
  /** Which part of the query it is about. */
  readonly path: readonly (string | number)[];
}[];
/** Parse `data`: it is whatever came; null when nothing could be answered. */
export type Asked = { readonly data: unknown; readonly errors: GraphErrors };

const Errors = z.array(
  z.object({
    type: z.string().nullish(),
    message: z.string(),
    path: z.array(z.union([z.string(), z.number()])).nullish(),
  }),
);

/** Throws what Octokit throws, but for errors that came with an answer. */
export async function askGraph(
  octokit: Octokit,
  query: string,
  variables: Readonly<Record<string, string | number | null>>,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  try {
    const request = signal ? { request: { signal } } : {};
    return { data: await octokit.graphql(query, { ...variables, ...request }), errors: [] };
  } catch (error) {
    const answered = error instanceof Error && error.name === "GraphqlResponseError";
    const found = Errors.safeParse(answered && "errors" in error ? error.errors : null);
    if (!answered || !found.success) throw error;
    const errors = found.data.slice(0, ERRORS_MAX).map(({ type, message, path }) => {
      return { type: type ?? null, message, path: path ?? [] };
    });
    return { data: ("data" in error ? error.data : null) ?? null, errors };
  }
}
