// YAML of a knowledge file, every problem at once. A file is text from a pull request: one whose
// aliases expand without end is a problem like any other.

import { parseDocument } from "yaml";

export type YamlReading = { readonly value: unknown } | { readonly problems: readonly string[] };

/** `where` begins each problem: the file, and the part of it. */
export function readYamlText(where: string, text: string): YamlReading {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    return { problems: document.errors.map((it) => `${where}: ${it.message.split("\n")[0]}`) };
  }
  try {
    return { value: document.toJS() };
  } catch {
    return { problems: [`${where}: its aliases (*name) expand without end; write the values out`] };
  }
}
