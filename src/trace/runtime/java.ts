// The JVM's errors, of Java, Kotlin, Scala, Groovy and their loggers and build tools.

import type { HeadlineShape, TraceReader } from "../trace.ts";
import { CLOJURE_WHOLES } from "./clojure.ts";
import { withoutRead } from "./covered.ts";
import { readCompiler, readLaunch, readTools } from "./java-build.ts";
import { readChains } from "./java-chain.ts";
import { readFatal } from "./java-fatal.ts";

// Only the JVM's own packages: others print dotted types as well.
const HEADLINES: readonly HeadlineShape[] = [
  {
    pattern:
      /^(?<type>(?:java|javax|jakarta|kotlin|kotlinx|scala|clojure|groovy|akka)\.(?:[a-z][\w$]*\.){0,12}[A-Z][\w$]*(?:Exception|Error|Info|Throwable))(?:: (?<message>.*))?$/,
    type: null,
  },
  {
    pattern:
      /^(?:Terminating|Aborting) due to (?<type>java\.lang\.OutOfMemoryError): (?<message>.*)$/,
    type: null,
  },
  {
    pattern:
      /^(?:[Ee]rror: )?(?<type>(?:[a-z]\w*\.){1,12}[A-Z]\w*\$[\w$]*(?:Exception|Error))(?:: (?<message>.*))?$/,
    type: null,
  },
  {
    pattern:
      /^Exception in thread "[^"]{0,200}" (?<type>(?:[a-z_][\w$]*\.){1,20}[A-Z][\w$]*)(?:: (?<message>.*))?$/,
    type: null,
  },
];

const STARTS = [
  'Exception in thread "',
  String.raw`(?:Caused by|Suppressed|Wrapped by): (?:[a-z_][\w$]*\.)*[A-Z][\w$]*(?=[:.]|\s*$|\s+at )`,
  String.raw`at (?:[\w.$@-]+\/{1,2})?(?:[\w$-]+\.)+[\w$<>-]+(?:\(|$)`,
  String.raw`\S{1,300}\.(?:java|kts?|scala):\d+(?::\d+)?: (?:error|warning): `,
  String.raw`e: (?:file:\/\/)?\S{1,300}\.kts?:`,
  String.raw`\[ERROR\] \S{1,300}\.(?:java|kt|scala):\[\d+,\d+\] `,
  String.raw`\[(?:INFO|ERROR)\] (?:\d+ errors?|BUILD FAILURE|Failed to execute goal|-> \[Help)`,
  "(?:FAILURE: Build failed|Dumping heap to |Heap dump file created)",
  "at$", // broken at a space
  "# {1,2}(?:A fatal error has been|There is insufficient|JRE version: |Java VM: )",
  "# (?:CreateCoredump|No core dump|Core dump|An error report|If you would like)",
  String.raw`# [CVvjJ] {1,2}[\[~\w]`,
];
const PLACE = String.raw`[^\s():]{1,200}\.(?:java|kts?|scala|cljc?|groovy)(?::\d+)?|Native Method|Unknown Source|<\w+>(?::\d+)?|[A-Z_]+:\d+`;
const WHOLES = [
  ...CLOJURE_WHOLES,
  String.raw`at [^\s()]{1,400}\((?:${PLACE})\)(?: ~?\[[^\]\s]{1,200}\])?`,
  String.raw`\.\.\. \d+ (?:more|common frames omitted)`,
  String.raw`(?:Caused by|Suppressed): \[CIRCULAR REFERENCE: ?[^\]]{1,500}\]`,
  String.raw`# {1,2}SIG[A-Z]+ \(0x[0-9a-f]+\) at pc=0x[0-9a-f]+, pid=\d+, tid=\d+`,
  "# Problematic frame:",
];

/** Reads what the JVM and its tools print. */
export const java: TraceReader = {
  runtime: "java",
  clues: [
    "at ",
    'Exception in thread "',
    "Caused by: ",
    "UncaughtExceptionHandler",
    " at pc=",
    "detected by the Java Runtime",
    "insufficient memory for the Java",
    ".java:",
    ".kt:",
    ".scala:",
    ".kt: (",
    "APPLICATION FAILED TO START",
    "* What went wrong:",
    "Error: ",
    "Error occurred during",
  ],
  headlines: HEADLINES,
  starts: STARTS,
  wholes: WHOLES,
  read: (paste, isInApp) => {
    const sure = [...readLaunch(paste), ...readFatal(paste), ...readCompiler(paste)];
    const traces = [...sure, ...readChains(withoutRead(paste, sure), isInApp)];
    return traces.length > 0 ? traces : readTools(paste);
  },
};
