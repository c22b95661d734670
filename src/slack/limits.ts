// What Slack takes in one message (docs.slack.dev, "Blocks", and measurements of bolt-js issue 2509),
// and the smaller budgets that we keep within.

/** Hard limit of `blocks` in a message. */
export const BLOCKS_MAX = 50;
/** `msg_blocks_too_long` starts at about 13,200 characters over all blocks. */
export const BLOCK_CHARS_BUDGET = 9_000;
/** `text` is split above about 4,000 characters. */
export const FALLBACK_CHARS_MAX = 3_800;
export const HEADER_CHARS_MAX = 150;
export const CONTEXT_CHARS_MAX = 300;
export const BUTTON_CHARS_MAX = 75;
export const ACTION_ID_CHARS_MAX = 240; // 255, less what tells buttons apart
export const OPTION_CHARS_MAX = 75;
export const OPTION_VALUE_CHARS_MAX = 150;
export const OPTIONS_MAX = 100;
export const PLACEHOLDER_CHARS_MAX = 150;
/** Of words in one style; ours are far shorter, a stranger's name or value may not be. */
export const INLINE_CHARS_MAX = 2_000;
export const URL_CHARS_MAX = 3_000;

/** At most `max` UTF-16 units, never half a character, an ellipsis for what is gone. */
export function clip(value: string, max: number): string {
  return value.length <= max
    ? value
    : `${value.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
