// `Type: message`, the line in which most runtimes say what went wrong.

/** A line taken apart; `message` is "" for a bare type. */
export type Headline = { readonly type: string; readonly message: string };

const NAME = String.raw`(?:[\p{L}_][\p{L}\p{N}_]*|<locals>)`;
const HEADLINE = new RegExp(`^(${NAME}(?:\\.${NAME}){0,20})(?::(?: (.*))?)?$`, "su");

// Exceptions of CPython's builtins whose names do not tell by their ending.
const BUILTIN = new Set(
  "BaseException Exception KeyboardInterrupt SystemExit GeneratorExit StopIteration StopAsyncIteration BaseExceptionGroup ExceptionGroup".split(
    " ",
  ),
);
const ENDING =
  /(?:Error|Exception|Warning|Interrupt|Exit|Iteration|ExceptionGroup|Timeout|Failure|Failed|Refused|NotFound|Cancelled|Aborted|Panic|Fault|Rejected|Rejection|Disconnected|Closed|Exceeded|NotExist|DoesNotExist|Mismatch|Violation|Crash|Crashed|RemoteTraceback)$/;
// Lower-case exceptions that the standard library and old drivers print.
const LOWER =
  /^(?:(?:socket|select|zlib|struct|binascii|curses|ssl)\.)?(?:error|timeout|herror|gaierror)$/;
// A class in a module that begins with a small letter: `httpx.PoolClosedByPeer`.
const MODULE = /^[a-z_]\w*(?:\.\w+)*\.[A-Z]\w*[a-z]\w*$/;
const CAPITAL = /^_*\p{Lu}/u;

/** Takes `Type: message`, `Type:` or `Type` apart; null when the line has another shape. */
export function toHeadline(line: string): Headline | null {
  const match = HEADLINE.exec(line);
  const type = match?.[1];
  return type ? { type, message: match[2] ?? "" } : null;
}

/** The last part of a dotted name. */
export function shortName(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}

/** Whether a name is an exception's beyond doubt, without any context. */
export function isErrorName(type: string): boolean {
  const name = shortName(type);
  if (BUILTIN.has(name) || LOWER.test(type)) return true;
  if (type === "java.lang.Thread.State") return false; // a line of every thread dump
  return CAPITAL.test(name) && (ENDING.test(name) || MODULE.test(type));
}

/** Whether a name could be an exception's where one is expected. */
export function mayBeErrorName(type: string): boolean {
  return isErrorName(type) || CAPITAL.test(shortName(type));
}

const PYTHON_BUILTIN = new Set(
  "ArithmeticError AssertionError AttributeError BaseException BlockingIOError BrokenPipeError BufferError ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EnvironmentError Exception ExceptionGroup BaseExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxWarning SystemError SystemExit TabError TimeoutError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError ZeroDivisionError".split(
    " ",
  ),
);
const PYTHON_MODULE = /^[a-z_]\w*(?:\.\w+)*\.[A-Z]\w*$/;
const OTHER_MODULE =
  /^(?:java|javax|jakarta|kotlin|kotlinx|scala|clojure|org|com|net|io|dev|android|groovy|akka)\./;

/** Whether only Python prints this type: a builtin of its own, or a class in a dotted module. */
export function isPythonType(type: string): boolean {
  return PYTHON_BUILTIN.has(type) || (PYTHON_MODULE.test(type) && !OTHER_MODULE.test(type));
}
