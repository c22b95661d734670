// What `--help` prints.

import { COMMANDS, type Command, OPTIONS, SHARED_OPTIONS } from "./commands.ts";

const NAME_WIDTH = 22;
const EXITS = "Exit codes: 0 done, 1 a check failed or the set-up is wrong, 2 wrong use.";

export function overview(): string {
  const commands = COMMANDS.map((it: Command) => row(withArgument(it), it.about));
  return [
    "tracehound: reads a pasted error report and answers with proof",
    "",
    "Usage: tracehound COMMAND [OPTIONS]",
    "",
    ...commands,
    "",
    "Options of every command",
    ...sharedRows(),
    "",
    "tracehound COMMAND --help shows its options and an example.",
    EXITS,
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  const input = command.isFed ? " < REPORT" : "";
  const options = command.takes.map((name) =>
    row(withValue(name, OPTIONS[name]), OPTIONS[name].about),
  );
  return [
    `tracehound ${command.name}: ${command.about}`,
    "",
    `Usage: tracehound ${withArgument(command)} [OPTIONS]${input}`,
    "",
    command.more,
    "",
    "Options",
    ...options,
    ...sharedRows(),
    "",
    "Example",
    `  ${command.example}`,
    "",
    EXITS,
    "",
  ].join("\n");
}

function sharedRows(): string[] {
  return Object.entries(SHARED_OPTIONS).map(([name, it]) => row(withValue(name, it), it.about));
}

function withArgument({ name, argument }: Command): string {
  return argument ? `${name} ${argument}` : name;
}

function withValue(
  name: string,
  option: { readonly type: string; readonly value?: string },
): string {
  return option.value ? `--${name} ${option.value}` : `--${name}`;
}

function row(name: string, about: string): string {
  return `  ${name.padEnd(NAME_WIDTH)} ${about}`;
}
