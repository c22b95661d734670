// Bounds of reading. A paste that is larger loses its middle or its tail, and `problems` says so.

/** Lines of one report that are read; of a longer one, those around errors. */
export const LINES_MAX = 4_000;

/** UTF-16 units of one line that are parsed; a JSON log line has `JSON_CHARS_MAX` instead. */
export const LINE_CHARS_MAX = 64_000;

/** UTF-16 units of one line that may be unescaped as a JSON log line. */
export const JSON_CHARS_MAX = 2_000_000;

/** Strings taken out of one JSON log line, and how deep they may be nested. */
export const JSON_STRINGS_MAX = 200;
export const JSON_DEPTH_MAX = 8;

/** Java prints 1,024 frames of a stack overflow, Python up to 1,000 before it abbreviates. */
export const FRAMES_MAX = 1_200;

export const EXCEPTIONS_MAX = 200;

/** A message is longer only when something else was taken for it. */
export const MESSAGE_LINES_MAX = 400;
