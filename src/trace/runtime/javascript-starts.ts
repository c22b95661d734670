// How lines of JavaScript's traces begin, for carriers that lost or broke them.

const NAMED = String.raw`(?:[A-Z]\w*)?(?:Error|Exception|Rejection)`;
const HEAD = String.raw`\[?${NAMED}(?: \[\w+\])?: `;

/** Beginnings of lines whose end is not known. */
export const STARTS: readonly string[] = [
  String.raw`\[cause\]: (?:\[?[A-Z]|\w+Error)`,
  String.raw`\[errors\]: \[`,
  String.raw`(?<=\^\s{1,200}|\w\]?: \[\s{1,200}|:\d+\)?,\s{1,200}|\},\s{1,200}|ms\)\s{1,200})${HEAD}`,
  String.raw`(?<=[{,]\s{1,200})\w{1,60}: \[?${HEAD}`,
  String.raw`Emitted '\w+' event (?:on|at)`,
  String.raw`\[DOMException \[\w+\]: `,
  String.raw`\(Use .node --trace-`,
  `Caused by: ${HEAD}`,
  "FATAL ERROR: ",
  // Test runners: titles, errors, lines of source.
  String.raw`● \S`,
  String.raw`(?<=● .{1,160}\s)(?:expect\(|thrown: |Cannot find module |${HEAD})`,
  String.raw`(?:> )?\d{1,5} \| `,
  "(?:Cause:|Test Suites: |Tests: ) *",
  String.raw`FAIL {1,3}\S+\.[cm]?[jt]sx?`,
];

const SITE = String.raw`[^\s()]{1,400}:\d+:\d+`;
const PLACE = String.raw`(?:(?:address at )?${SITE}|<anonymous>|native|index \d+|webpack-internal:\S{1,400}:\d+:\d+)`;
const GECKO = String.raw`(?:(?:global|eval|module) code|[^\s@()]{0,200})@`;

/** Lines that can be told to their end. */
export const WHOLES: readonly string[] = [
  String.raw`at (?:async )?${SITE}(?: \{|,)?`,
  String.raw`at (?:async |new )?[^\s()]{1,300}(?: [^\s()]{1,100}){0,3} \(${PLACE}\)(?: \{|,)?`,
  String.raw`at (?:[^\s()]{1,300} )?\(?eval at [^\s()]{1,300} \(${PLACE}\), ${PLACE}\)(?: \{|,)?`,
  String.raw`${GECKO}(?:(?:https?|file):[^\s()]{1,400}:\d+:\d+|\[native code\])`,
  String.raw`(?:(?:file:\/\/)?\/[^\s()]{1,300}\.[cm]?[jt]sx?|node:[\w/]{1,100}):\d+`,
  String.raw`\^{1,200}`,
  String.raw`❯ (?:[^\s:]{1,200} )?[^\s:]{1,300}:\d+:\d+`,
  String.raw`\d{1,3}: 0x[0-9a-f]{4,16} .{0,400}? ?\[[^\s\]]{1,300}\]`,
  "-{5} Native stack trace -{5}",
  String.raw`(?:\[?\.\.\.|…) (?:\d+ )?lines matching (?:cause|original) stack trace \.\.\.\]?`,
  String.raw`Node\.js v\d+\.\d+\.\d+`,
];
