// The JVM's errors, of Java, Kotlin, Scala, Groovy and their loggers and build tools.

import type { HeadlineShape, TraceReader } from "../trace.ts";
import { readBuild, readLaunch } from "./java-build.ts";
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
      /^(?:[Ee]rror: )?(?<type>(?:[a-z]\w*\.){1,12}[A-Z]\w*\$[\w$]*(?:Exception|Error))(?:: (?<message>.*))?$/,
    type: null,
  },
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
  starts: [
    String.raw`at (?:[\w.$@-]+\/{1,2})?(?:[\w$-]+\.)+[\w$<>-]+(?:\(|$)`,
    String.raw`\.\.\. \d+ (?:more|common frames omitted)`,
    'Exception in thread "',
    String.raw`Caused by: (?:[\w$]+\.)+[\w$]+`,
    String.raw`(?:Suppressed|Wrapped by): (?:[\w$]+\.)+[\w$]+`,
    String.raw`\[CIRCULAR REFERENCE`,
    String.raw`\S+\.(?:java|kt|scala):\d+(?::\d+)?: (?:error|warning): `,
    "# (?:A fatal error has been detected|JRE version: |Java VM: |Problematic frame:|  ?SIG[A-Z]+ )",
  ],
  read: (paste, isInApp) => {
    const launched = readLaunch(paste);
    if (launched.length > 0) return launched;
    const traces = [...readFatal(paste), ...readChains(paste, isInApp)];
    return traces.length > 0 ? traces : readBuild(paste);
  },
};
