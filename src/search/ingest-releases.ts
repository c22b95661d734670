// Which release was the first with a fix: the first one of the product after the pull request was merged.

/** Tags of the product itself: repositories also tag their packages (`pkg-0.4.1`). */
const VERSION_TAG = /^v?(\d{1,6}(?:\.\d{1,6}){1,4})$/i;

export type Release = {
  readonly tag: string;
  readonly isPrerelease: boolean;
  readonly publishedAt: string | null;
};
type Dated = { readonly version: string; readonly parts: readonly number[]; readonly at: string };

/** A line of releases, oldest first, without what proves nothing about the main branch. */
export function toReleaseLine(releases: readonly Release[]): readonly Dated[] {
  const dated = releases.flatMap(({ tag, isPrerelease, publishedAt: at }) => {
    const version = VERSION_TAG.exec(tag)?.[1];
    if (!version || isPrerelease || !at) return [];
    return [{ version, parts: version.split(".").map(Number), at }];
  });
  const line: Dated[] = [];
  for (const it of dated.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) {
    // A lower version than the last is care for an older branch: a fix on the main one is not in it.
    const last = line.at(-1);
    if (!last || isAbove(it.parts, last.parts)) line.push(it);
  }
  return line;
}

/** Null while no release has followed. */
export function firstReleaseAfter(line: readonly Dated[], mergedAt: string): string | null {
  return line.find((release) => release.at > mergedAt)?.version ?? null;
}

function isAbove(a: readonly number[], b: readonly number[]): boolean {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
