// How lines of JavaScript's traces begin, for carriers that lost or broke them.

const NAMED = String.raw`(?:[A-Z]\w*)?(?:Error|Exception|Rejection)`;

/** Beginnings of lines whose end is not known. */
export const STARTS: readonly string[] = [
  String.raw`\[cause\]: (?:\[?[A-Z]|\w+Error)`,
  String.raw`\[errors\]: \[`,
  String.raw`(?<=\^\s+|\[errors\]: \[\s+|:\d+\)?,\s+|\},\s+)\[?${NAMED}(?: \[\w+\])?: `,
  String.raw`Emitted '\w+' event (?:on|at)`,
  String.raw`\[DOMException \[\w+\]: `,
  String.raw`● \S`,
];

const PLACE = String.raw`(?:[^\s()]{1,400}:\d+:\d+|<anonymous>|native|index \d+)`;

/** Lines that can be told to their end. */
export const WHOLES: readonly string[] = [
  String.raw`at (?:async )?[^\s()]{1,400}:\d+:\d+(?: \{|,)?`,
  String.raw`at (?:async |new )?[^\s()]{1,300}(?: [^\s()]{1,100}){0,3} \(${PLACE}\)(?: \{|,)?`,
  String.raw`at (?:[^\s()]{1,300} )?\(?eval at [^\s()]{1,300} \(${PLACE}\), ${PLACE}\)(?: \{|,)?`,
  String.raw`\.\.\. \d+ lines matching cause stack trace \.\.\.`,
  String.raw`Node\.js v\d+\.\d+\.\d+`,
];
