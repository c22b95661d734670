// Every command as data: what it is called, what it takes and how its help reads. `parse.ts` checks
// a command line against it, `help.ts` prints it.

/** Options beyond those of every command. */
export const OPTIONS = {
  json: { type: "boolean", about: "one JSON document" },
  jsonl: { type: "boolean", about: "one JSON object a line in, one out, in the same order" },
  markdown: { type: "boolean", about: "the answer as Markdown" },
  "no-knowledge": { type: "boolean", about: "without any entry: issues and documentation only" },
  against: {
    type: "string",
    value: "REVISION",
    about: "the knowledge to compare with: a git revision, or a folder",
  },
  cases: { type: "string", value: "FILE", about: "graded cases, JSON Lines" },
  kind: {
    type: "string",
    value: "KIND",
    about: "entry, issue, pull, discussion, doc or release; several with commas between",
  },
  limit: { type: "string", value: "N", about: "at most so many of each ranking, 1 to 20 (5)" },
  thread: {
    type: "string",
    value: "CHANNEL:TS",
    about: "a Slack thread, as `attention` names it, instead of a report on standard input",
  },
  exclude: {
    type: "string",
    value: "ISSUE",
    about: "owner/repo#7: as if it did not exist; several with commas between",
  },
} as const;
export type OptionName = keyof typeof OPTIONS;

export const SHARED_OPTIONS = {
  config: {
    type: "string",
    value: "FILE",
    about: "config.yaml; knowledge/ lies beside it (TRACEHOUND_CONFIG)",
  },
  data: { type: "string", value: "DIR", about: "where the database is (TRACEHOUND_DATA; ./data)" },
  help: { type: "boolean", about: "this text" },
} as const;

export type Command = {
  readonly name: string;
  readonly about: string;
  readonly takes: readonly OptionName[];
  /** The one argument, which is then required; in brackets it is not, and may be several words. */
  readonly argument: string | null;
  /** Whether the report comes from standard input. */
  readonly isFed: boolean;
  readonly more: string;
  readonly example: string;
};

const REPORT_LINE = `A line of --jsonl is {"id", "text"}; a bad line gives {"id", "error": {"code", "message"}} in its place.`;

export const COMMANDS = [
  {
    name: "ask",
    about: "answer a report",
    takes: ["json", "jsonl", "markdown", "no-knowledge"],
    argument: null,
    isFed: true,
    more: `${REPORT_LINE}
A line may carry "thread": [{"author", "text"}], the earlier messages, and "exclude": ["owner/repo#7"],
issues that do not exist for this line. Nothing is stored.`,
    example: "tracehound ask < report.txt",
  },
  {
    name: "explain",
    about: "answer a report, and say why",
    takes: ["json", "jsonl", "markdown", "no-knowledge"],
    argument: null,
    isFed: true,
    more: `As ask, with every candidate, its score and the rules that fired.\n${REPORT_LINE}`,
    example: "tracehound explain --json < report.txt",
  },
  {
    name: "search",
    about: "find entries, issues and pages near some words, with why",
    takes: ["json", "jsonl", "kind", "limit", "exclude"],
    argument: "[QUERY]",
    isFed: false,
    more: `Without QUERY the text on standard input is searched for: a trace, a log, a sentence. What is matched is
what an answer would draw on: entries whose signature holds, then near ones; the 20 nearest issues, pull
requests and discussions; pages and releases. --kind searches nothing else, --limit shows that many of each.
A line of --jsonl is {"id", "text", "exclude"}. Nothing is stored.`,
    example: 'tracehound search "LocalProtocolError RECV_PING" --kind issue,pull --limit 3',
  },
  {
    name: "read",
    about: "show what is understood of a report",
    takes: ["json", "jsonl"],
    argument: null,
    isFed: true,
    more: `Traces, facts, signals and what was redacted.\n${REPORT_LINE}`,
    example: "tracehound read --json < report.txt",
  },
  {
    name: "issues import",
    about: "take GitHub issues into the mirror",
    takes: [],
    argument: "FILE",
    isFed: false,
    more: `FILE holds one GitHub REST issue object a line, each with "repository": "owner/name"; "-" reads
standard input. Importing again replaces, so it can be repeated. Bad lines are named; the others are kept.`,
    example: "tracehound issues import issues.jsonl",
  },
  {
    name: "knowledge list",
    about: "list the entries",
    takes: ["json"],
    argument: null,
    isFed: false,
    more: "One entry a line: id, status, title.",
    example: "tracehound knowledge list --json",
  },
  {
    name: "knowledge show",
    about: "print one entry",
    takes: [],
    argument: "ID",
    isFed: false,
    more: "ID is an id or an alias.",
    example: "tracehound knowledge show pool-timeout",
  },
  {
    name: "knowledge lint",
    about: "name every problem of the files under knowledge/",
    takes: [],
    argument: null,
    isFed: false,
    more: "One problem a line. Exits with 1 when there is any.",
    example: "tracehound knowledge lint",
  },
  {
    name: "knowledge test",
    about: "answer every report that lies beside an entry",
    takes: [],
    argument: null,
    isFed: false,
    more: "A must-match report has to reach its entry, a must-not-match report another. Exits with 1 otherwise.",
    example: "tracehound knowledge test",
  },
  {
    name: "knowledge new",
    about: "draft an entry out of a report, or out of a thread that a maintainer corrected",
    takes: ["thread"],
    argument: "COMPONENT/ID",
    isFed: true,
    more: `Writes the signature, the redacted report and the questions; what only a person knows is marked TODO.
With --thread the report is the one that was answered there, and what a maintainer said instead stands
in the draft. A thread of a private conversation is refused.`,
    example: "tracehound knowledge new database/pool-timeout < report.txt",
  },
  {
    name: "knowledge stats",
    about: "say how much knowledge there is, and how well it is proven",
    takes: ["json"],
    argument: null,
    isFed: false,
    more: "Entries, rules, reports beside them, settings, issues, and the oldest review.",
    example: "tracehound knowledge stats",
  },
  {
    name: "knowledge diff",
    about: "say what a change of the knowledge changes for past reports",
    takes: ["against"],
    argument: "FILE",
    isFed: false,
    more: `Answers every report of FILE ({"id", "text"} a line) with the knowledge as it is and as it was,
and names those that go elsewhere. Nothing is stored.`,
    example: "tracehound knowledge diff reports.jsonl --against HEAD~1",
  },
  {
    name: "knowledge schema",
    about: "write the JSON Schemas that editors complete and check with",
    takes: [],
    argument: null,
    isFed: false,
    more: "Into knowledge/schema/; see knowledge/README.md for how an editor takes them.",
    example: "tracehound knowledge schema",
  },
  {
    name: "eval",
    about: "grade the answers: how often right, how often wrongly certain",
    takes: ["cases", "json", "no-knowledge"],
    argument: null,
    isFed: false,
    more: `A case is {"id", "text", "exclude", "expect": {"families", "issues", "answerable", "settings"}}.
Beside it, over the same mirrored issues: SQLite's FTS5 and, where it is installed, MiniSearch.`,
    example: "tracehound eval --cases cases.jsonl",
  },
  {
    name: "sync",
    about: "bring the mirror of the configured repositories up to date",
    takes: [],
    argument: null,
    isFed: false,
    more: "Which repositories: github.repositories in config.yaml. Goes on where it was stopped.",
    example: "GITHUB_TOKEN=... tracehound sync",
  },
  {
    name: "attention",
    about: "list what waits for a person: answers called wrong, corrections, late, parked",
    takes: ["json"],
    argument: null,
    isFed: false,
    more: `Newest first, at most 200: answers that an asker called wrong, what maintainers said instead, mentions
that were found too late or failed, posts that are not known to have arrived. Names the channel and
the thread's first message. What was said in private is not shown. Changes nothing.`,
    example: "tracehound attention --json",
  },
  {
    name: "serve",
    about: "run the playground on this machine, and Slack when tokens are set (npm start)",
    takes: [],
    argument: null,
    isFed: false,
    more: "Listens on 127.0.0.1 at CONSOLE_PORT (3000). Settings come from the environment or from .env.",
    example: "CONSOLE_PORT=8080 tracehound serve",
  },
] as const satisfies readonly Command[];
export type CommandName = (typeof COMMANDS)[number]["name"];
