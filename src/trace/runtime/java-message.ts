// Exceptions of the JVM that print more than their message.

const CHARS_MAX = 4_000;
const STARTS_MAX = 20;

// Parsers of XML print their place before it.
const PARSED = /^(?:(?:public|system)Id: [^;]{0,300};\s+)*lineNumber: \d+;\s+columnNumber: \d+;\s+/;

/** The message as the exception has it. */
export function ownMessage(type: string | null, message: string): string {
  if (type === "clojure.lang.ExceptionInfo") return withoutData(message);
  return type?.endsWith("SAXParseException") ? message.replace(PARSED, "") : message;
}

/** `ex-info` carries a map, which Clojure prints behind the message: `no slot {:id 7}`. */
function withoutData(message: string): string {
  const text = message.trimEnd();
  if (!text.endsWith("}")) return message;
  let at = text.indexOf("{", Math.max(0, text.length - CHARS_MAX));
  for (let tries = 0; at >= 0 && tries < STARTS_MAX; tries++) {
    const isApart = at === 0 || /\s/.test(text[at - 1] ?? "");
    if (isApart && endOf(text, at) === text.length) return text.slice(0, at).trimEnd();
    at = text.indexOf("{", at + 1);
  }
  return message;
}

/** Where the map that begins at `start` ends; braces in strings are none. */
function endOf(text: string, start: number): number {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (isString && char === "\\") at++;
    else if (char === '"') isString = !isString;
    else if (!isString && char === "{") depth++;
    else if (!isString && char === "}" && --depth === 0) return at + 1;
  }
  return -1;
}
