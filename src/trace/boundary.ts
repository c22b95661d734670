// Lines at which a message of any runtime ends: the next record of a log, the next trace, a rule.

import { isErrorName, toHeadline } from "./headline.ts";

const LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)";
const LOG = new RegExp(
  `^\\s*(?:\\[?\\d{4}[-/]\\d\\d[-/]\\d\\d,?[ T]\\d\\d:\\d\\d|\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}[ :]|\\[?\\d\\d:\\d\\d:\\d\\d[.,\\]]|\\[?${LEVEL}\\]?:?\\s|[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d |time="|level=|[EWIF]\\d{4} \\d\\d:)`,
);
const RULE =
  /^\s*(?:\(?\d{1,2}[.)]$|={5,}|-{8,}|_{5,}|\*{5,}|~{8,}|[*_-] [*_-] [*_-]|(?:_ ){5,}_?|-{3}|\*{3}|_{3,}|={3,}|- - -)(?:$|[ =])/;
const PYTHON =
  /^\s*(?:(?:>>>|\$|In \[\d+\]:|\S+@\S+[$#])(?: |$)|\[end of output\]|Exception (?:in thread|ignored|in callback|in ASGI)|(?:Task|Future) exception was never|future: <|handle: <|task: <|Process \S+:$|--- Logging error ---|Call stack:|Stack \(most recent call last\)|Object created at|(?:\w+_)?source_traceback: |Fatal Python error: |(?:FAILED|ERROR) \S+\.py::|Ran \d+ tests? in|FAILED \(|OK$|FAIL: |ERROR: \w+ \(|\d+ (?:failed|passed|error)|Current thread 0x|Thread 0x|Extension modules: |Sentry is attempting|Press Ctrl|sys:1: )/;
const OTHER =
  /^(?:Exception in thread "|Caused by: |panic: |fatal error: |goroutine \d|thread '|error\[E\d|PHP |Fatal error: |Uncaught |\*\* \(|terminate called|==\d+==|npm (?:ERR!|error)|node:\w+(?:\/\w+)*:\d+$|(?:file:\/\/)?\/\S+\.[cm]?[jt]sx?:\d+$|Node\.js v\d|Unhandled |\(node:\d+\)|\[ERROR\] |Error in |Execution error|signal: |Segmentation fault|WARNING: (?:DATA RACE|ThreadSanitizer)|#\d+ {1,2}(?:0x|\w)|\s+at \S+.*[:(]\S+:\d+|Program received|lua\S*: |stack traceback:|from \S+:\d+:in |[\w./-]+\.(?:go|scm|lua|c|cc|cpp|rs|rb):\d+:(?:\d+:|in )|\S+: line \d+: |##\[|#<Thread:0x|running \d+ tests?$|FAIL {1,2}\S+\.\w+|<(?:internal:|anonymous_script>:\d))/;
const CUT =
  /^\s*(?:\[?(?:\.\.\.|…)\]?(?: ?\(?.{0,40}(?:truncated|omitted|more).{0,40}\)?)?|\[?(?:truncated|snipped|cut)\]?|<snip>|(?:See|Show|Read) (?:more|less))\s*$/i;

/** Whether the line is a new log record, a rule, a mark of a cut, or the start of another trace. */
export function isBoundary(line: string): boolean {
  return (
    LOG.test(line) || RULE.test(line) || PYTHON.test(line) || OTHER.test(line) || CUT.test(line)
  );
}

/** A mark that something was left out: `[truncated]`, `...`, `See more`. */
export function isCut(line: string): boolean {
  return CUT.test(line);
}

/** An error line that can only be a report of its own, where the paragraph before has ended. */
export function isNewError(line: string): boolean {
  const headline = toHeadline(line);
  return headline !== null && isErrorName(headline.type);
}

/** A line that a logger wrote: it begins with a time or a level. */
export function isLogLine(line: string): boolean {
  return LOG.test(line);
}
