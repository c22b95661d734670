// A token travels to the address, so both are looked at before anything is sent.

import { SetupError } from "../errors.ts";
import type { GitHubSettings } from "./settings.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9-]*\/[\w.-]+$/;

/** @throws SetupError naming everything that cannot be right. Never echoes the token. */
export function checkSettings({ token, apiUrl, repositories }: GitHubSettings): void {
  const problems: string[] = [];
  if (!isSafe(apiUrl)) {
    problems.push("GITHUB_API_URL must be an https:// address, or http:// on this machine");
  }
  // An HTTP client would quote a header that it refuses.
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
    problems.push(
      "GITHUB_TOKEN holds a space, a line break or another character that no token has",
    );
  }
  for (const { name } of repositories) {
    if (!NAME.test(name))
      problems.push(`repositories: ${JSON.stringify(name)} must be "owner/repo"`);
  }
  if (problems.length === 0) return;
  throw new SetupError(problems.join("\n"), {
    hint: "Correct what is named above in the environment and in config.yaml.",
  });
}

function isSafe(address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol === "https:") return true;
  return (
    url?.protocol === "http:" && /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(url.hostname)
  );
}
