// Slack's block rules, as hard limits (../shared/facts/slack.md, section 2.4). Stricter than Slack in
// one thing: a key that is not listed is refused, so that a typing error cannot pass.

type Json = Record<string, unknown>;
type Say = (problem: string) => undefined;

export const BLOCKS_MAX = 50;
export const BLOCK_CHARS_MAX = 13_172; // bolt-js issue 2509

/** One line for each rule that is broken. */
export function blockProblems(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ["blocks: must be an array"];
  const problems: string[] = [];
  if (blocks.length > BLOCKS_MAX) problems.push(`blocks: no more than ${BLOCKS_MAX} items allowed`);
  blocks.forEach((block, at) => {
    const say: Say = (problem) => {
      problems.push(`/blocks/${at}: ${problem}`);
      return undefined;
    };
    const it = toJson(block, say);
    const check = BLOCKS[String(it.type)];
    if (check) check(it, say);
    else say(`unknown block ${String(it.type)}`);
  });
  return problems;
}

/** Characters of all strings that are shown. */
export function shownChars(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, it) => sum + shownChars(it), 0);
  if (value === null || typeof value !== "object") return 0;
  return Object.entries(value).reduce((sum, [key, it]) => {
    const isShown = typeof it === "string" && ["text", "url", "value"].includes(key);
    return sum + (isShown ? (it as string).length : shownChars(it));
  }, 0);
}

const BLOCKS: Readonly<Record<string, (it: Json, say: Say) => void>> = {
  header: (it, say) => {
    keys(it, ["type", "text", "block_id"], say);
    plainText(it.text, 150, say);
  },
  divider: (it, say) => keys(it, ["type", "block_id"], say),
  section: (it, say) => {
    keys(it, ["type", "text", "block_id", "accessory", "fields"], say);
    textObject(it.text, 3_000, say);
  },
  context: (it, say) => {
    keys(it, ["type", "elements", "block_id"], say);
    for (const element of items(it.elements, 10, say)) textObject(element, 2_000, say);
  },
  actions: (it, say) => {
    keys(it, ["type", "elements", "block_id"], say);
    const elements = items(it.elements, 25, say);
    for (const element of elements) interactive(element, say);
    const ids = elements.map((element) => element.action_id);
    if (new Set(ids).size !== ids.length) say("action_id must be unique");
  },
  context_actions: (it, say) => {
    keys(it, ["type", "elements", "block_id"], say);
    for (const element of items(it.elements, 5, say)) feedback(element, say);
  },
  rich_text: (it, say) => {
    keys(it, ["type", "elements", "block_id"], say);
    for (const part of items(it.elements, 1_000, say)) richPart(part, say);
  },
};

function richPart(part: Json, say: Say): undefined {
  switch (part.type) {
    case "rich_text_section":
      keys(part, ["type", "elements"], say);
      return inner(part.elements, say);
    case "rich_text_quote":
      keys(part, ["type", "elements", "border"], say);
      return inner(part.elements, say);
    case "rich_text_preformatted":
      keys(part, ["type", "elements", "border"], say);
      for (const it of items(part.elements, 100, say)) {
        if (it.type !== "text" && it.type !== "link") say(`${String(it.type)} in preformatted`);
      }
      return inner(part.elements, say);
    case "rich_text_list":
      keys(part, ["type", "style", "elements", "indent", "offset", "border"], say);
      if (part.style !== "bullet" && part.style !== "ordered") say("list style");
      if (Number(part.indent ?? 0) > 8) say("indent above 8");
      for (const it of items(part.elements, 1_000, say)) {
        if (it.type !== "rich_text_section") say("a list holds sections");
        inner(it.elements, say);
      }
      return;
    default:
      say(`unknown rich text ${String(part.type)}`);
  }
}

function inner(elements: unknown, say: Say): undefined {
  for (const it of items(elements, 10_000, say)) {
    if (it.type === "text") {
      keys(it, ["type", "text", "style"], say);
      string(it.text, 40_000, "text", say);
    } else if (it.type === "link") {
      keys(it, ["type", "url", "text", "style"], say);
      string(it.url, 3_000, "url", say);
      if (!/^(?:https?|mailto):/.test(String(it.url))) say("url scheme");
    } else if (!["user", "channel", "usergroup", "broadcast", "emoji"].includes(String(it.type))) {
      say(`unknown element ${String(it.type)}`);
    }
  }
}

function interactive(it: Json, say: Say): undefined {
  string(it.action_id, 255, "action_id", say);
  if (it.type === "button") {
    keys(it, ["type", "action_id", "text", "value", "style", "url", "accessibility_label"], say);
    plainText(it.text, 75, say);
    if (it.value !== undefined) string(it.value, 2_000, "value", say);
  } else if (it.type === "static_select") {
    keys(it, ["type", "action_id", "placeholder", "options"], say);
    plainText(it.placeholder, 150, say);
    const options = items(it.options, 100, say);
    for (const option of options) {
      keys(option, ["text", "value"], say);
      plainText(option.text, 75, say);
      string(option.value, 150, "option value", say);
    }
    if (new Set(options.map(({ value }) => value)).size !== options.length) say("options repeat");
  } else say(`unknown element ${String(it.type)}`);
}

function feedback(it: Json, say: Say): undefined {
  if (it.type !== "feedback_buttons") return say(`unknown element ${String(it.type)}`);
  keys(it, ["type", "action_id", "positive_button", "negative_button"], say);
  string(it.action_id, 255, "action_id", say);
  for (const side of [it.positive_button, it.negative_button]) {
    const button = toJson(side, say);
    keys(button, ["text", "value", "accessibility_label"], say);
    plainText(button.text, 75, say);
    string(button.value, 2_000, "value", say);
    if (button.accessibility_label !== undefined)
      string(button.accessibility_label, 75, "label", say);
  }
}

function textObject(value: unknown, max: number, say: Say): undefined {
  const it = toJson(value, say);
  if (it.type === "plain_text") return plainText(it, max, say);
  if (it.type !== "mrkdwn") return say(`unknown text ${String(it.type)}`);
  keys(it, ["type", "text", "verbatim"], say);
  string(it.text, max, "text", say);
}

function plainText(value: unknown, max: number, say: Say): undefined {
  const it = toJson(value, say);
  keys(it, ["type", "text", "emoji"], say);
  if (it.type !== "plain_text") say("must be plain_text");
  string(it.text, max, "text", say);
}

function string(value: unknown, max: number, name: string, say: Say): undefined {
  if (typeof value !== "string" || value.length === 0) return say(`${name} must not be empty`);
  if (value.length > max) say(`${name} is ${value.length} long, at most ${max} allowed`);
}

function items(value: unknown, max: number, say: Say): Json[] {
  if (!Array.isArray(value) || value.length === 0) {
    say("elements must not be empty");
    return [];
  }
  if (value.length > max) say(`${value.length} elements, at most ${max} allowed`);
  return value.map((it) => toJson(it, say));
}

function keys(it: Json, allowed: readonly string[], say: Say): undefined {
  const extra = Object.keys(it).filter((key) => !allowed.includes(key));
  if (extra.length > 0) say(`invalid additional property: ${extra.join(", ")}`);
}

function toJson(value: unknown, say: Say): Json {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Json;
  say("must be an object");
  return {};
}
