// What the GitHub edge is told. `config.ts` reads it; here it is plain data.

export const GITHUB_API_URL = "https://api.github.com";

export type RepositorySettings = {
  /** `owner/repo`. */
  readonly name: string;
  /** A folder of Markdown in the repository, and where it is published (null: nowhere). */
  readonly docs: { readonly path: string; readonly url: string | null } | null;
};

export type GitHubSettings = {
  /** Null reads as anybody may: GitHub then allows 60 requests an hour. */
  readonly token: string | null;
  readonly apiUrl: string;
  readonly repositories: readonly RepositorySettings[];
  /** Lets the token see private repositories, and mirrors them as private rows. */
  readonly allowPrivate: boolean;
  /** Path parts of frames that are the product's own code: for the traces in issues. */
  readonly inApp: readonly string[];
};
