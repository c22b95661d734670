// Command lines: what is taken, and what is refused with the name that was probably meant.

import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { commandHelp, overview } from "../../src/cli/help.ts";
import { nearest } from "../../src/cli/nearest.ts";
import { parse, UsageError } from "../../src/cli/parse.ts";
import { community, expectRefusal, tracehound } from "./harness.ts";

const split = (line: string) => line.split(" ").filter(Boolean);

const REFUSED: readonly (readonly [line: string, says: string])[] = [
  ["", "a command is missing"],
  ["--json", "a command is missing before --json"],
  ["aks", 'unknown command "aks"; did you mean ask?'],
  ["knowlege list", "did you mean knowledge?"],
  ["frobnicate", 'unknown command "frobnicate"'],
  ["knowledge", "knowledge needs one of: list, show, lint, test"],
  ["knowledge lnit", "did you mean knowledge lint?"],
  ["issues export x", 'unknown command "issues export"'],
  ["ask --jsno", "unknown option --jsno; did you mean --json?"],
  ["ask --frobnicate", "unknown option --frobnicate"],
  ["ask -x", "unknown option -x"],
  ["serve --json", "serve does not take --json"],
  ["read --no-knowledge", "read does not take --no-knowledge"],
  ["knowledge list --cases f", "knowledge list does not take --cases"],
  ["ask --json=yes", "--json takes no value"],
  ["ask --config", "--config needs a value"],
  ["ask --config --json", "--config needs a value"],
  ["ask --json --jsonl", "choose one of --json and --jsonl"],
  ["ask report.txt", "it reads standard input: tracehound ask < FILE"],
  ["serve now", 'serve takes no argument "now"'],
  ["issues import", "issues import needs FILE"],
  ["issues import a b", 'takes no argument "b"'],
  ["knowledge show", "knowledge show needs ID"],
  ["eval", "eval needs --cases FILE"],
  ["eval --cases", "--cases needs a value"],
];

test.each(REFUSED)("refuses: tracehound %s", (line, says) => {
  expect(() => parse(split(line))).toThrow(UsageError);
  expect(() => parse(split(line))).toThrow(says);
});

test.each([
  ["ask --json --data /d", { name: "ask", data: "/d" }],
  ["--config c.yaml knowledge show x", { name: "knowledge show", argument: "x", config: "c.yaml" }],
  ["issues import -", { name: "issues import", argument: "-" }],
  ["eval --cases=c.jsonl --no-knowledge", { name: "eval", cases: "c.jsonl" }],
])("takes: tracehound %s", (line, expected) => {
  expect(parse(split(line))).toMatchObject({ kind: "run", ...expected });
});

test.each(["--help", "-h", "help"])("shows all commands for %s", (line) => {
  expect(parse([line])).toEqual({ kind: "help", command: null });
  for (const { name } of COMMANDS) expect(overview()).toContain(`  ${name}`);
});

test.each(COMMANDS)("$name has a help of its own, with an example that it takes", (command) => {
  expect(parse([...split(command.name), "--help"])).toEqual({ kind: "help", command });
  expect(parse(["help", ...split(command.name)])).toEqual({ kind: "help", command });
  expect(commandHelp(command)).toContain(`Example\n  ${command.example}`);
  const typed = command.example.replace(/^.*tracehound /, "").replace(/ <.*$/, "");
  expect(parse(split(typed))).toMatchObject({ kind: "run", name: command.name });
});

test("no help line is wider than a terminal of a person who reads it", () => {
  const all = [overview(), ...COMMANDS.map(commandHelp)].join("\n").split("\n");
  expect(all.filter((line) => line.length > 110)).toEqual([]);
});

test("guesses only what is near", () => {
  expect(nearest("markdwon", ["json", "markdown"])).toBe("markdown");
  expect(nearest("know", ["knowledge", "ask"])).toBe("knowledge");
  expect(nearest("x", ["ask", "read"])).toBeNull();
  expect(nearest("a".repeat(10_000), ["ask"])).toBeNull();
});

test("wrong use exits with 2, help with 0", async () => {
  const folder = community();
  const wrong = await tracehound(["ask", "--jsno"], { folder });
  expectRefusal(wrong, 2, ["did you mean --json?", "See tracehound ask --help."]);
  expect(wrong.stdout).toBe("");
  const help = await tracehound(["ask", "--help"], { folder });
  expect(help).toMatchObject({ code: 0, stderr: "" });
});
