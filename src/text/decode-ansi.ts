// Terminal sequences, real ones and what is left of them when a clipboard or a logger got at them.

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences start with ESC
const TERMINAL = /[\x1b\x9b]/;
// OSC ends at BEL or ST. An OSC-8 link keeps its label, which stands between two of these.
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const OSC = /\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above; parameters per ECMA-48 5.4
const CSI = /(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,4}[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above; two- and three-byte escapes
const ESCAPE = /\x1b(?:[()*+#%][0-9A-Za-z]|[0-9=>A-OQ-WYZ\\a-z])?/g;
// ESC as source code, `cat -v` and Unicode pictures write it.
const WRITTEN = /(?:\\{1,2}(?:x1[bB]|u001[bB]|033|e)|\^\[|␛)\[[0-9;:]{0,40}[mGHJKA-F]/g;

// The ESC byte is gone and `[35m` remains. Read so only where some reset shows that it is colour.
const RESET = /\[0{0,2}(?:39|49|22)?(?:;49)?m/;
const BARE = /\[(\d{1,3}(?:;\d{1,3}){0,9})m/g;
// ECMA-48 and aixterm codes end at 107; above that only as an argument of 38 and 48.
const COLOUR_MAX = 107;
const ARGUMENT_MAX = 255;

/** Removes colours, cursor moves and link wrappers; the text they wrap stays. */
export function stripColour(text: string): string {
  const real = TERMINAL.test(text)
    ? text.replace(OSC, "").replace(CSI, "").replace(ESCAPE, "")
    : text;
  if (!real.includes("[")) return real;
  const written = real.replace(WRITTEN, "");
  if (!RESET.test(written)) return written;
  return written.replace(BARE, (whole, codes: string) => (isColour(codes) ? "" : whole));
}

function isColour(codes: string): boolean {
  const numbers = codes.split(";").map(Number);
  const max = numbers[0] === 38 || numbers[0] === 48 ? ARGUMENT_MAX : COLOUR_MAX;
  return numbers.every((it) => it <= max);
}
