// What the token may see, looked at before anything is read: the bot answers in public, so it must not
// even be able to read what is private (facts/reliability.md section 2, "GitHub MCP").

import { SetupError, UpstreamError } from "../errors.ts";
import type { GitHub } from "./client.ts";
import type { Standing } from "./repository.ts";
import type { GitHubSettings } from "./settings.ts";
import { List, parse, Repository } from "./shapes.ts";

export type Found = {
  readonly name: string;
  readonly standing: Standing;
  /** As GitHub spells it now: another one when it was renamed or transferred. */
  readonly fullName: string;
  readonly branch: string;
};
/** A repository that could not be looked at. */
export type Unseen = { readonly name: string; readonly problem: string };
export type Look = Found | Unseen;
export type Access = {
  readonly looks: readonly Look[];
  /** What is wrong with what the token sees. */
  readonly seesPrivate: string | null;
};

/**
 * Looks at every configured repository and at the token. Changes nothing.
 * @throws SetupError when the token is not accepted.
 * @throws UpstreamError when GitHub cannot tell what the token sees.
 */
export async function inspectAccess(
  github: GitHub,
  settings: GitHubSettings,
  signal?: AbortSignal,
): Promise<Access> {
  const seesPrivate = await tokenProblem(github, settings, signal);
  const looks: Look[] = [];
  for (const { name } of settings.repositories) looks.push(await lookAt(github, name, signal));
  return { looks, seesPrivate };
}

/** @throws SetupError naming every private repository that may not be read, with the remedy. */
export function requirePublic({ looks, seesPrivate }: Access, settings: GitHubSettings): void {
  if (settings.allowPrivate) return;
  const named = looks
    .filter((it) => "standing" in it && it.standing === "private")
    .map((it) => `the repository ${it.name} is private, and answers are public`);
  const problems = [...named, ...(seesPrivate ? [seesPrivate] : [])];
  if (problems.length === 0) return;
  const remove = named.length > 0 ? "Take it out of the repositories in config.yaml. " : "";
  throw new SetupError(problems.join("\n"), {
    hint: `${remove}Set GITHUB_TOKEN to a fine-grained token that reads public repositories only; or say allow_private: true in config.yaml if you accept the risk.`,
  });
}

/** For the start of a server: everything that must be changed first. */
export async function checkAccess(github: GitHub, settings: GitHubSettings): Promise<void> {
  requirePublic(await inspectAccess(github, settings), settings);
}

async function lookAt(
  github: GitHub,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Look> {
  const [owner = "", repo = ""] = name.split("/");
  try {
    const answer = await github.get("GET /repos/{owner}/{repo}", {
      parameters: { owner, repo },
      signal,
    });
    if (answer.kind !== "ok") return { name, standing: "absent", fullName: name, branch: "" };
    const { full_name, private: isPrivate, default_branch } = parse(Repository, answer.data, name);
    const isMoved = full_name.toLowerCase() !== name.toLowerCase();
    const standing = isPrivate ? "private" : isMoved ? "moved" : "public";
    return { name, standing, fullName: full_name, branch: default_branch };
  } catch (error) {
    if (!(error instanceof UpstreamError) || signal?.aborted) throw error;
    return { name, problem: error.message };
  }
}

async function tokenProblem(
  github: GitHub,
  { token, allowPrivate }: GitHubSettings,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (!token || allowPrivate) return null;
  const answer = await github.get("GET /user/repos", {
    parameters: { visibility: "private", per_page: 1 },
    signal,
  });
  if (answer.kind !== "ok") {
    return "GitHub does not tell which repositories GITHUB_TOKEN can read, so private ones may be among them";
  }
  const repositories = parse(List, answer.data, "the token's repositories");
  if (repositories.length === 0) return null;
  const first = Repository.pick({ full_name: true }).safeParse(repositories[0]);
  const example = first.success ? ` (${first.data.full_name})` : "";
  return `GITHUB_TOKEN can read private repositories${example}, and answers are public`;
}
