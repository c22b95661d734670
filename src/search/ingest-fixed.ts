// The release that a text names as the one with the fix: "fixed in 3.1.2". A wish, a denial, a question
// and another project's version are not it.

const TEXT_CHARS_MAX = 60_000;

const VERSION = "(\\d{1,4}(?:\\.\\d{1,6}){1,3}(?:(?:a|b|rc|\\.post|\\.dev)\\d{1,4})?)(?![\\w%])";
const FIXED = new RegExp(
  "(?<!\\b(?:be|not|never|yet|if|get)[ ])\\b" +
    "(?:(?:fixed|resolved|solved)\\b[^\\n.!?#]{0,30}?[ ](?:in|with|as of|since)" +
    "|(?:the|this|a) fix (?:is|was|has been|shipped|went)\\b[^\\n.!?#]{0,30}?[ ](?:in|with)" +
    "|release with the fix:?)" +
    `[ ](?:the )?(?:(?:version|release) )?(?:([\\w.-]{2,60})(?: |==))?v?${VERSION}([^\\n.!]{0,60})`,
  "gi",
);
const DENIED = /\b(?:not|never|n't|isn't|wasn't|hasn't)\b/i;
const BEFORE_CHARS = 12;

/** The first such release; `repository` says which project's versions count. */
export function saidFix(text: string, repository: string): string | null {
  const bounded = text.slice(0, TEXT_CHARS_MAX);
  for (const match of bounded.matchAll(FIXED)) {
    const [, project, version, rest = ""] = match;
    const before = bounded.slice(Math.max(0, match.index - BEFORE_CHARS), match.index);
    if (DENIED.test(before) || rest.includes("?") || !isOf(project, repository)) continue;
    return version ?? null;
  }
  return null;
}

function isOf(project: string | undefined, repository: string): boolean {
  if (!project) return true;
  const name = repository.split("/").at(-1) ?? "";
  return project.toLowerCase() === name.toLowerCase();
}
