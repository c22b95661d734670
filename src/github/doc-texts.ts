// The texts of documentation pages by Git's names. REST gives one a request; GraphQL, where there is a
// token, forty, which is the difference between twenty requests and a thousand.

import { z } from "zod";
import { UpstreamError } from "../errors.ts";
import { getFrom, type RepositorySync } from "./repository.ts";
import { Blob, parse } from "./shapes.ts";

/** Pages that one request reads: some 400 KB, where a page has 10. */
export const TEXTS_PER_QUERY = 40;
const SHA = /^[0-9a-f]{40,64}$/;

/** What could not be read in bulk is left out: ask for it by name. */
export async function readTexts(
  sync: RepositorySync,
  shas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const [owner = "", name = ""] = sync.source.repository.split("/");
  const parts = shas
    .filter((sha) => SHA.test(sha))
    .map((sha, at) => `t${at}: object(oid: "${sha}") { ...Text }`);
  const query = `query Texts($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {\n${parts.join("\n")}\n}\n}
fragment Text on Blob { oid text isTruncated isBinary }`;
  sync.counts.requests++;
  const answer = await sync.github.ask(query, { owner, name }, sync.stop).catch(giveUp);
  const found = Texts.safeParse(answer?.data);
  const texts = Object.values(found.data?.repository ?? {});
  return new Map(
    texts.flatMap((it) => (it?.text && !it.isTruncated ? [[it.oid, it.text] as const] : [])),
  );
}

/** Null when there is no such text. */
export async function readText(sync: RepositorySync, sha: string): Promise<string | null> {
  const answer = await getFrom(sync, "/git/blobs/{file_sha}", { parameters: { file_sha: sha } });
  if (answer.kind !== "ok") return null;
  const { content, encoding } = parse(Blob, answer.data, "a page");
  return encoding === "base64" ? Buffer.from(content, "base64").toString("utf8") : content;
}

/** Pages are read one by one then. */
function giveUp(error: unknown): null {
  if (error instanceof UpstreamError) return null;
  throw error;
}

const Text = z.object({
  oid: z.string(),
  text: z.string().nullable(),
  isTruncated: z.boolean(),
});
const Texts = z.object({
  repository: z.record(z.string(), Text.nullable().catch(null)).nullable(),
});
