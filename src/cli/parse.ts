// A command line to a command and its options. Strict: what a command does not take is refused, with
// the name that was probably meant.

import { parseArgs } from "node:util";
import {
  COMMANDS,
  type Command,
  type CommandName,
  OPTIONS,
  type OptionName,
  SHARED_OPTIONS,
} from "./commands.ts";
import { didYouMean } from "./nearest.ts";

const ALL_OPTIONS = { ...OPTIONS, ...SHARED_OPTIONS };
type AnyOption = keyof typeof ALL_OPTIONS;
const FORMATS: readonly OptionName[] = ["json", "jsonl", "markdown"];

/** The person typed something that this program does not take. `command`: whose help explains it. */
export class UsageError extends Error {
  readonly command: string | null;

  constructor(message: string, command: string | null = null) {
    super(message);
    this.command = command;
  }
}

export type Parsed =
  | { readonly kind: "help"; readonly command: Command | null }
  | {
      readonly kind: "run";
      readonly name: CommandName;
      /** "" for a command that takes none. */
      readonly argument: string;
      readonly flags: ReadonlySet<OptionName>;
      readonly cases: string | null;
      readonly against: string | null;
      readonly thread: string | null;
      readonly kinds: string | null;
      readonly limit: string | null;
      readonly exclude: string | null;
      readonly config: string | undefined;
      readonly data: string | undefined;
    };

/** @throws UsageError */
export function parse(argv: readonly string[]): Parsed {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(
        Object.entries(ALL_OPTIONS).map(([name, { type }]) => [name, { type }]),
      ),
      help: { type: "boolean", short: "h" },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const options = tokens.filter((token) => token.kind === "option");
  const words = tokens.filter((token) => token.kind === "positional").map((token) => token.value);
  const asksHelp = words[0] === "help" || options.some((token) => token.name === "help");
  if (words[0] === "help") words.shift();
  if (words.length === 0) {
    if (asksHelp) return { kind: "help", command: null };
    const named = options[0];
    throw new UsageError(
      named ? `a command is missing before ${named.rawName}` : "a command is missing",
    );
  }
  const { command, rest } = findCommand(words);
  if (asksHelp) return { kind: "help", command };

  const values = new Map(options.map((token) => [toOption(token, command), token.value ?? ""]));
  const formats = FORMATS.filter((format) => values.has(format));
  if (formats.length > 1) {
    throw new UsageError(
      `choose one of ${formats.map((it) => `--${it}`).join(" and ")}`,
      command.name,
    );
  }
  if (command.name === "eval" && !values.has("cases"))
    throw new UsageError("eval needs --cases FILE", command.name);
  if (command.name === "knowledge diff" && !values.has("against"))
    throw new UsageError("knowledge diff needs --against REVISION", command.name);
  return {
    kind: "run",
    name: command.name,
    argument: toArgument(command, rest),
    flags: new Set([...values.keys()].filter((name): name is OptionName => name in OPTIONS)),
    cases: values.get("cases") ?? null,
    against: values.get("against") ?? null,
    thread: values.get("thread") ?? null,
    kinds: values.get("kind") ?? null,
    limit: values.get("limit") ?? null,
    exclude: values.get("exclude") ?? null,
    config: values.get("config"),
    data: values.get("data"),
  };
}

type KnownCommand = Command & { readonly name: CommandName };

function findCommand(words: readonly string[]): { command: KnownCommand; rest: readonly string[] } {
  const commands: readonly KnownCommand[] = COMMANDS;
  const command = commands.find(
    ({ name }) => words.slice(0, name.split(" ").length).join(" ") === name,
  );
  if (command) return { command, rest: words.slice(command.name.split(" ").length) };

  const names = commands.map(({ name }) => name);
  const [group = "", word] = words;
  const inGroup = names.filter((name) => name.startsWith(`${group} `));
  if (inGroup.length > 0 && word === undefined) {
    throw new UsageError(
      `${group} needs one of: ${inGroup.map((name) => name.slice(group.length + 1)).join(", ")}`,
    );
  }
  // A first word may be wrong by itself, or as a part of two.
  const typed = shorten(inGroup.length > 0 ? `${group} ${word}` : group);
  const groups = [...new Set(names.map((name) => name.split(" ")[0] ?? ""))];
  throw new UsageError(
    `unknown command "${typed}"${didYouMean(typed, inGroup.length > 0 ? inGroup : groups)}`,
  );
}

type Token = {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

function toOption({ name, rawName, value, inlineValue }: Token, command: Command): AnyOption {
  const taken: readonly string[] = [...command.takes, ...Object.keys(SHARED_OPTIONS)];
  if (!(name in ALL_OPTIONS)) {
    throw new UsageError(
      `unknown option ${shorten(rawName)}${didYouMean(name, taken, "--")}`,
      command.name,
    );
  }
  if (!taken.includes(name))
    throw new UsageError(`${command.name} does not take ${rawName}`, command.name);
  const option = name as AnyOption;
  const isText = ALL_OPTIONS[option].type === "string";
  if (isText && (!value || (!inlineValue && value.startsWith("-")))) {
    throw new UsageError(`${rawName} needs a value`, command.name);
  }
  if (!isText && value !== undefined)
    throw new UsageError(`${rawName} takes no value`, command.name);
  return option;
}

function toArgument(command: Command, rest: readonly string[]): string {
  if (command.argument?.startsWith("[")) return rest.join(" ");
  const [argument = "", extra] = rest;
  if (command.argument && argument === "")
    throw new UsageError(`${command.name} needs ${command.argument}`, command.name);
  const surplus = command.argument ? extra : rest[0];
  if (surplus === undefined) return argument;
  const advice = command.isFed
    ? `; it reads standard input: tracehound ${command.name} < FILE`
    : "";
  throw new UsageError(
    `${command.name} takes no argument "${shorten(surplus)}"${advice}`,
    command.name,
  );
}

/** Enough to recognise what was typed; a pasted secret does not come back whole. */
function shorten(typed: string): string {
  return typed.length > 40 ? `${typed.slice(0, 20)}…` : typed;
}
