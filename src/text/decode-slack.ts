// What Slack's `text` field did to a message: three entities, and `<…>` shapes for links and
// mentions (docs.slack.dev, "Formatting message text"). Angle brackets of any other shape are the
// author's own: `<module>`, `List<String>`.

// Slack links bare names too, because .py, .sh and .rs are domains: <http://app.py|app.py>.
const LINK = /<((?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}:\/\/|mailto:|tel:)[^\s|<>]+)(?:\|([^<>\n]*))?>/g;
const MENTION =
  /<(@[UW]|#[CDG]|!(?=(?:here|channel|everyone|group|subteam\^|date\^)))([A-Za-z0-9^_:.{} -]{1,200})(?:\|([^<>\n]{0,300}))?>/g;
const AUTO_SCHEME = /^(?:mailto|tel):/;
const UNESCAPED = /[<>]|&(?!(?:amp|lt|gt);)/;

/**
 * Rewrites links and mentions to what the author saw. Entities are undone only when the whole text
 * is escaped the way Slack does it, so that a plain `a < b && c` comes through unharmed.
 */
export function unescapeSlack(text: string): string {
  const flat = text.includes("<")
    ? text.replace(LINK, seenLink).replace(MENTION, seenMention)
    : text;
  if (!flat.includes("&") || UNESCAPED.test(flat)) return flat;
  // Ampersand last: "&amp;lt;" is what Slack makes of a typed "&lt;".
  return flat.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function seenLink(_whole: string, target: string, label: string | undefined): string {
  return label || target.replace(AUTO_SCHEME, "");
}

/** People become `@user`: who they are does not help, and their name should not be kept. */
function seenMention(whole: string, sign: string, name: string, label?: string): string {
  if (sign.startsWith("@")) return "@user";
  if (sign.startsWith("#")) return `#${label || "channel"}`;
  if (name.startsWith("date^")) return label ?? whole;
  const team = label || (name.startsWith("subteam^") ? "team" : name);
  return team.startsWith("@") ? team : `@${team}`;
}
