// Defaults of the settings; apart from the SDK, which the commands need not load.

/** Leaves two of the ten seconds after which the plain answer must stand when the model stalls. */
export const TIMEOUT_MS = 8_000;
/** About 300 worded answers. */
export const TOKENS_PER_DAY = 1_000_000;
