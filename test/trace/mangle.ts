// What happens to a trace on its way into a report. Each kind is one function of the text, so that a
// reading of the mangled text can be compared with the reading of the text as it was printed.

const WIDTH = 80;
const ESC = "\u001b[";

/** Every kind; a trace must read the same through each. */
export const MANGLES: Readonly<Record<string, (text: string) => string>> = {
  fenced: (text) => `look at this:\n\`\`\`\n${text}\n\`\`\`\nany idea?`,
  escaped: (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  smart: (text) => text.replace(/"([^"\n]*)"/g, "“$1”").replace(/^ +/gm, nbsp),
  dedented: (text) => text.replace(/^[ \t]+/gm, ""),
  prefixed: (text) => each(text, "2026-05-19T10:42:26.713589793Z stderr F "),
  composed: (text) => each(text, "api-1  | "),
  logged: (text) => `2026-05-19 10:42:26,713 ERROR [worker-3] app.jobs: ${text}`,
  json: (text) => JSON.stringify({ level: "error", msg: "job failed", err: { stack: text } }),
  coloured: (text) => text.replace(/\b[A-Z]\w*(?:Error|Exception)\b/g, `${ESC}1;31m$&${ESC}0m`),
  quoted: (text) => each(text, "> "),
  crlf: (text) => text.replace(/\n/g, "\r\n"),
  wrapped: (text) => onLines(text, hardWrap),
  "wrapped at words": (text) => onLines(text, wordWrap),
  glued: (text) => text.replace(/\s*\n\s*/g, " "),
};

function each(text: string, prefix: string): string {
  return text.replace(/^/gm, prefix);
}

function onLines(text: string, change: (line: string) => string): string {
  return text.split("\n").map(change).join("\n");
}

function nbsp(space: string): string {
  return "\u00a0".repeat(space.length);
}

function hardWrap(line: string): string {
  return line.replace(new RegExp(`.{${WIDTH}}(?=.)`, "gu"), "$&\n");
}

function wordWrap(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const indent = /^\s*/.exec(rest)?.[0].length ?? 0;
    const space = rest.lastIndexOf(" ", WIDTH);
    if (space <= indent) break;
    lines.push(rest.slice(0, space));
    rest = rest.slice(space + 1);
  }
  return [...lines, rest].join("\n");
}
