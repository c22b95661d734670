// Settings: everything that is wrong is named at once, with what to do, and no value is printed.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { SetupError } from "../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "tracehound-config-"));
afterAll(() => rmSync(folder, { recursive: true }));
const FILE = join(folder, "config.yaml");
const GOOD = "product: { name: Acme, fact: acme.version }\n";

type Environment = Readonly<Record<string, string>>;

function read(env: Environment = {}, yaml = GOOD) {
  writeFileSync(FILE, yaml);
  return readConfig({ TRACEHOUND_CONFIG: FILE, ...env });
}

/** The message of the SetupError, a problem a line. */
function problems(env: Environment, yaml?: string): string[] {
  try {
    read(env, yaml);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    expect(error.hint).not.toBe("");
    return error.message.split("\n");
  }
  return [];
}

const SECRET = "hunter2";
const BOT = { SLACK_BOT_TOKEN: `xoxb-${SECRET}` };

test("without any setting everything has its default", () => {
  expect(read()).toEqual({
    product: { name: "Acme", fact: "acme.version" },
    in_app: [],
    root: folder,
    file: FILE,
    dataDir: join(process.cwd(), "data"),
    consolePort: 3000,
    slack: null,
    github: {
      token: null,
      apiUrl: "https://api.github.com",
      repositories: [],
      allowPrivate: false,
      inApp: [],
    },
    syncMinutes: 60,
    llm: null,
    logLevel: "info",
  });
});

test("flags win over the environment; an empty setting is none", () => {
  const env = { TRACEHOUND_CONFIG: "/nowhere.yaml", TRACEHOUND_DATA: "/b" };
  expect(readConfig(env, { config: FILE, data: "/a" })).toMatchObject({
    file: FILE,
    dataDir: "/a",
  });
  const empty = {
    SLACK_BOT_TOKEN: "",
    DATABASE_URL: "",
    CONSOLE_PORT: "",
    TRACEHOUND_DATA: "",
    SLACK_API_URL: "",
  };
  expect(read(empty)).toMatchObject({ dataDir: join(process.cwd(), "data"), consolePort: 3000 });
});

test.each<[name: string, env: Environment]>([
  ["Socket Mode", { ...BOT, SLACK_APP_TOKEN: "xapp-1" }],
  ["HTTP mode", { ...BOT, SLACK_SIGNING_SECRET: "s" }],
  ["a rotated token", { SLACK_BOT_TOKEN: "xoxe.xoxb-1", SLACK_APP_TOKEN: "xapp-1" }],
])("takes Slack's settings for %s", (_, env) => {
  expect(read(env).slack).toMatchObject({ botToken: env.SLACK_BOT_TOKEN });
});

test.each([
  ["SLACK_API_URL", "https://slack.example.com/api/"],
  ["GITHUB_API_URL", "http://localhost:8080"],
  ["OPENAI_BASE_URL", "http://127.0.0.1:11434/v1"],
  ["OPENAI_BASE_URL", "http://[::1]:11434/v1"],
  ["CONSOLE_PORT", " 0 "],
  ["PORT", "65535"],
])("takes %s=%s", (name, value) => {
  expect(problems({ [name]: value })).toEqual([]);
});

test.each<[env: Environment, says: string]>([
  [BOT, "SLACK_BOT_TOKEN is set, but SLACK_APP_TOKEN (Socket Mode) is not"],
  [{ SLACK_APP_TOKEN: `xapp-${SECRET}` }, "SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN is not"],
  [{ SLACK_SIGNING_SECRET: SECRET }, "SLACK_SIGNING_SECRET is set, but SLACK_BOT_TOKEN is not"],
  [
    { SLACK_BOT_TOKEN: `xapp-${SECRET}`, SLACK_APP_TOKEN: "xapp-1" },
    "SLACK_BOT_TOKEN must begin with xoxb-",
  ],
  [{ ...BOT, SLACK_APP_TOKEN: `xoxb-${SECRET}` }, "SLACK_APP_TOKEN must begin with xapp-"],
  [{ DATABASE_URL: `postgres://u:${SECRET}@h/d` }, "DATABASE_URL: Postgres is not supported yet"],
  [{ CONSOLE_PORT: SECRET }, "CONSOLE_PORT must be a port number from 0 to 65535"],
  [{ CONSOLE_PORT: "65536" }, "CONSOLE_PORT must be a port number"],
  [{ CONSOLE_PORT: "-1" }, "CONSOLE_PORT must be a port number"],
  [{ CONSOLE_PORT: "8e3" }, "CONSOLE_PORT must be a port number"],
  [{ PORT: "1.5" }, "PORT must be a port number"],
  [
    { SLACK_API_URL: `http://slack.example.com/${SECRET}` },
    "SLACK_API_URL must be an https:// address",
  ],
  [
    { GITHUB_API_URL: `http://u:${SECRET}@github.example.com` },
    "GITHUB_API_URL must be an https:// address",
  ],
  [
    { OPENAI_BASE_URL: `http://localhost.example.com/${SECRET}` },
    "OPENAI_BASE_URL must be an https:// address",
  ],
  [
    { OPENAI_BASE_URL: `http://127.0.0.1@example.com/${SECRET}` },
    "OPENAI_BASE_URL must be an https:// address",
  ],
  [
    { OPENAI_BASE_URL: `http://127.0.0.1.example.com/${SECRET}` },
    "OPENAI_BASE_URL must be an https:// address",
  ],
  [{ OPENAI_BASE_URL: `ftp://localhost/${SECRET}` }, "OPENAI_BASE_URL must be an https:// address"],
  [{ OPENAI_BASE_URL: SECRET }, "OPENAI_BASE_URL must be an https:// address"],
])("refuses %j", (env, says) => {
  const said = problems(env);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(says);
  expect(said[0]).not.toContain(SECRET);
});

test.each<[yaml: string, says: readonly string[]]>([
  ["", ["the file must be object, not null"]],
  ["product: [", ["must be sufficiently indented and end with a ]"]],
  [`${GOOD}${GOOD}`, ["Map keys must be unique"]],
  ["in_app: []", ["product is missing (object)"]],
  [
    `${GOOD}in_ap: []`,
    [
      "unknown key in_ap; did you mean in_app? (known: product, in_app, github, slack, delivery, llm)",
    ],
  ],
  ["product: { name: Acme, fact: a, fcat: b }", ["unknown key product.fcat; did you mean fact?"]],
  [
    "product: { name: 5 }\nin_app: [x, 7]\nzzz: 1",
    [
      "product.name must be string, not number",
      "product.fact is missing",
      "in_app.0 is refused",
      "in_app.1 must be string",
      "unknown key zzz (known",
    ],
  ],
  [aliasBomb(), ["expand without end"]],
  [
    `${GOOD}slack:
  maintainers: [dana]
  opt_out: U0A
  default: { mode: loud, wait_minutes: -1, quiet_hours: { from: "9:00", to: "07:00", zone: Mars/Phobos } }
  channels: { general: { mode: mention }, C0HELP: { mod: mention } }`,
    [
      "slack.maintainers.0 is refused: a member id begins with U or W",
      "slack.opt_out must be array, not string",
      "slack.default.mode is refused",
      "slack.default.quiet_hours.from is refused: a time is written HH:MM",
      "slack.default.quiet_hours.zone is refused: is no time zone, such as Europe/Berlin",
      "slack.default.wait_minutes is refused",
      "slack.channels.general is refused: Invalid key in record",
      "unknown key slack.channels.C0HELP.mod",
    ],
  ],
])("names what is wrong in %j", (yaml, says) => {
  const said = problems({}, yaml);
  expect(said).toHaveLength(says.length);
  for (const [at, part] of says.entries()) {
    expect(said[at]).toContain(part);
    expect(said[at]).toContain(FILE);
  }
});

test("a config file that is not there, or is a folder, is named", () => {
  expect(() => readConfig({}, { config: "/nowhere/config.yaml" })).toThrow("there is no such file");
  expect(() => readConfig({}, { config: folder })).toThrow("cannot be read (EISDIR)");
});

test("problems of the file and of the environment come together", () => {
  expect(problems({ ...BOT, DATABASE_URL: "x", PORT: "x" }, "a: 1")).toHaveLength(5);
});

/** Nine to the sixth power of values in a few lines. */
function aliasBomb(): string {
  const lines = [..."bcdefg"].map(
    (name, at) => `${name}: &${name} [${`*${"abcdef"[at]},`.repeat(9)}]`,
  );
  return ["a: &a [x,x,x,x,x,x,x,x,x]", ...lines].join("\n");
}

test("takes a model's settings with their bounds, and names what is missing", () => {
  const env = { OPENAI_API_KEY: `sk-${SECRET}`, OPENAI_MODEL: "gpt-5.4-mini" };
  expect(read(env).llm).toMatchObject({ model: "gpt-5.4-mini", api: "responses", timeoutMs: 8000 });
  expect(problems({ OPENAI_API_KEY: `sk-${SECRET}` }).join()).toContain(
    "OPENAI_MODEL: a key is set",
  );
});
