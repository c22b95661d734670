// Database servers and their shells: Postgres, MySQL, SQLite, SQL Server, Oracle, ClickHouse, Redis.

import type { Shape, Tool } from "./tool.ts";

// What psql and the server's log print after the message.
const PARTS = /^(?:LINE \d+: |\^$|(?:[A-Z]{3,4} \[\d+\] )?(?:DETAIL|HINT|CONTEXT|QUERY): {1,2}\S)/;
const STATE = "(?:(?<type>[0-9A-Z]{5}): )?";

const SHAPES: readonly Shape[] = [
  {
    pattern: new RegExp(
      `^psql:(?<file>[^\\s:]+):(?<line>\\d+): (?:ERROR|FATAL|PANIC):  ${STATE}(?<message>.+)`,
    ),
    more: PARTS,
  },
  {
    pattern: new RegExp(
      `^(?:(?:[A-Z]{3,4} )?\\[\\d+\\](?: \\S+@\\S+)? )?(?:ERROR|FATAL|PANIC):  ${STATE}(?<message>\\S.*)`,
    ),
    more: PARTS,
  },
  {
    pattern:
      /^(?:psql|pg_dump|pg_dumpall|pg_restore|pg_basebackup|createdb|dropdb|vacuumdb|initdb|pg_ctl): (?:error|fatal): (?<message>.+)/,
    more: /^Is the server running /,
  },
  {
    pattern:
      /^(?:mysqldump: Got error: \d+: )?ERROR (?<type>\d{4} \([0-9A-Z]{5}\))(?: at line \d+)?(?: in file: '[^']*')?: (?<message>.+)/,
  },
  { pattern: /^\d+ \[ERROR\] \[(?<type>MY-\d{6})\] \[\w+\] (?<message>.+)/ },
  {
    pattern:
      /^(?<message>(?:Error: near line \d+|Error: in prepare|(?:Parse|Runtime) error(?: near line \d+)?): ?.+)/,
  },
  {
    pattern:
      /^Error: (?<message>(?:unable to open database "|no such (?:table|column): |near ").+)/,
  },
  { pattern: /^Msg (?<type>\d+), Level \d+, State \d+(?:, .*)?(?<message>)$/, more: /^[A-Z].*\.$/ },
  {
    pattern: /^(?<type>(?:ORA|PLS|TNS|SP2)-\d{4,5}): (?<message>.+)/,
    more: /^(?:ORA|PLS)-\d{5}: /,
  },
  { pattern: /^Code: (?<type>\d+)\. (?<message>DB::\w+: .+)/ },
  { pattern: /^\(error\) (?<type>[A-Z]{3,20}) (?<message>.+)/ },
  { pattern: /^(?<message>Could not connect to Redis at \S+: .+)/ },
];

/** Reads the errors of database servers and of their shells. */
export const sql: Tool = {
  hint: /ERROR|FATAL|PANIC|error|Error:|Msg \d|(?:ORA|PLS|TNS|SP2)-\d|Code: \d|Redis/,
  shapes: SHAPES,
  starts: ["psql:\\S+:\\d+: ERROR:  ", "ERROR \\d{4} \\([0-9A-Z]{5}\\)", "ORA-\\d{5}: "],
};
