// What is hidden, and what is not. Every secret here is made when the test runs: nothing in this
// file may look like one, not even to a scanner.

import { expect, test } from "vitest";
import { redact } from "../../src/text/redact.ts";

/** `«kind»` in a reading stands for the placeholder of that kind. */
async function check(paste: string, reading: string) {
  const { text, problems } = await redact(paste);
  expect(text).toBe(reading.replace(/«([a-z0-9-]+)»/g, "[redacted:$1]"));
  expect(problems).toEqual([]);
}

let seed = 7;
/** Characters that look random, the same in every run. */
function chars(
  count: number,
  alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
) {
  return Array.from({ length: count }, () => {
    seed = (seed * 48_271) % 2_147_483_647; // Lehmer's generator
    return alphabet[seed % alphabet.length];
  }).join("");
}
const p = `${chars(5)}7${chars(6)}`; // a password
const q = `${chars(5)}8${chars(6)}`; // another one
const letters = chars(10, "abcdefghijk");
const key = (...parts: string[]) => parts.join("") + chars(36);
const basic = Buffer.from(`ann:${p}`).toString("base64");

const URLS: [string, string][] = [
  [`postgresql://u:${p}@db:5432/x`, "postgresql://u:«url-password»@db:5432/x"],
  [`redis://:${p}@cache/0`, "redis://:«url-password»@cache/0"],
  [`postgresql+asyncpg://u:a%40${p}@db`, "postgresql+asyncpg://u:«url-password»@db"],
  [`mysql://u:a@b/${p}#@db.x.io/y`, "mysql://u:«url-password»@db.x.io/y"],
  [`https://ann:${p}@x.io/a@b`, "https://ann:«url-password»@x.io/a@b"],
  [`amqp://u:${p}@h1,amqp://u:${q}@h2`, "amqp://u:«url-password»@h1,amqp://u:«url-password-2»@h2"],
  [`postgresql://u:***@db and http://h:8080/p@q`, "postgresql://u:***@db and http://h:8080/p@q"],
  [`postgresql://u:\${DB_PW}@db`, `postgresql://u:\${DB_PW}@db`],
  [`https://${chars(39)}1@github.com/o/r`, "https://«url-password»@github.com/o/r"],
  [
    `https://b.s3.io/k?X-Amz-Signature=${p}&a=1`,
    "https://b.s3.io/k?X-Amz-Signature=«signature»&a=1",
  ],
  [`?sv=2024&sig=${p}%3D&se=1`, "?sv=2024&sig=«signature»&se=1"],
];
test.each(URLS)("urls: %#", check);

const HEADERS: [string, string][] = [
  [`Authorization: Bearer ${p}`, "Authorization: Bearer «bearer»"],
  [`{'Authorization': 'Bearer ${p}', 'a': 1}`, "{'Authorization': 'Bearer «bearer»', 'a': 1}"],
  [`(b'authorization', b'Bearer ${p}')`, "(b'authorization', b'Bearer «bearer»')"],
  [`curl -H "Authorization: Basic ${basic}" x`, 'curl -H "Authorization: Basic «basic-auth»" x'],
  [`sent Basic ${basic}`, "sent Basic «basic-auth»"],
  [`curl -u ann:${p} https://x.io`, "curl -u ann:«basic-auth» https://x.io"],
  [`Cookie: sid=${p}; theme=dark`, "Cookie: «cookie»"],
  [`'Set-Cookie': 'sid=${p}; Path=/'`, "'Set-Cookie': '«cookie»'"],
  [
    "Basic authentication failed, Bearer authentication",
    "Basic authentication failed, Bearer authentication",
  ],
  ["docker run -u 1000:1000 x", "docker run -u 1000:1000 x"],
];
test.each(HEADERS)("headers: %#", check);

const PAIRS: [string, string][] = [
  [`DB_PASSWORD=${letters}`, "DB_PASSWORD=«password»"],
  [`export API_KEY="${p}"`, 'export API_KEY="«api-key»"'],
  [`  password: ${letters}`, "  password: «password»"],
  [`{"password": "${p}", "user": "x"}`, '{"password": "«password»", "user": "x"}'],
  [`"{\\"password\\": \\"${p}\\"}"`, '"{\\"password\\": \\"«password»\\"}"'],
  [`connect(host='x', password='${p}')`, "connect(host='x', password='«password»')"],
  [
    `Settings(pw=1, password=SecretStr('${p}'))`,
    "Settings(pw=1, password=SecretStr('«password»'))",
  ],
  [`password: str = "${p}"`, 'password: str = "«password»"'],
  [`host=x password=${letters} dbname=y`, "host=x password=«password» dbname=y"],
  [`level=info token=${p} n=1`, "level=info token=«token» n=1"],
  [`docker login --password ${p} x`, "docker login --password «password» x"],
  [`['--token', '${p}']`, "['--token', '«token»']"],
  [`os.environ["DB_PASSWORD"] = "${p}"`, 'os.environ["DB_PASSWORD"] = "«password»"'],
  [`<password>${p}</password>`, "<password>«password»</password>"],
  [`my password is ${p} ok?`, "my password is «password» ok?"],
  [`aws_secret_access_key = ${chars(40)}`, "aws_secret_access_key = «secret»"],
  [`{"auths":{"x":{"auth":"${basic}"}}}`, '{"auths":{"x":{"auth":"«docker-auth»"}}}'],
];
test.each(PAIRS)("pairs: %#", check);

const SHAPES: [string, string][] = [
  [`${key("pn", "u_")} invalid`, "«prefect-key» invalid"],
  [`x ${key("xa", "pp-1-A0-12-")}`, "x «slack-token»"],
  [`_${key("gh", "p_")}_`, "_«github-token»"],
  [
    `"a\\n${key("gh", "p_")}\\nb" x%3D${key("gh", "p_")}`,
    '"a\\n«github-token»\\nb" x%3D«github-token-2»',
  ],
  [`using ${key("s", "k-")}.`, "using «openai-key»."],
  [`(${key("AI", "za")})`, "(«google-key»)"],
  [
    `https://hooks.slack.com/services/T${chars(8)}/B${chars(8)}`,
    "https://hooks.slack.com/services/«slack-webhook»",
  ],
  [`${["ey", "J"].join("")}${chars(20)}.${chars(30)}.${chars(20)} x`, "«jwt» x"],
  [`${key("SG", ".").slice(0, 25)}.${chars(43)}`, "«sendgrid-key»"],
  [
    `AWS ${["AK", "IA"].join("")}${chars(16, "ABCDEFGH2345")}, ${chars(38)}a/`,
    "AWS «aws-key», «aws-secret»",
  ],
];
test.each(SHAPES)("shapes: %#", check);

const BODY = Array.from({ length: 4 }, () => chars(64));
const dashes = (word: string) => `-----${word} RSA PRIVATE ${"KEY"}-----`;
const PEM: [string, string][] = [
  [`a\n${dashes("BEGIN")}\n${BODY.join("\n")}\n${dashes("END")}\nb`, "a\n«pem»\nb"],
  [`k="${dashes("BEGIN")}\\n${BODY.join("\\n")}\\n${dashes("END")}"`, 'k="«pem»"'],
  [`${dashes("BEGIN")}\n${BODY.join("\n")}\n\nTraceback (most`, "«pem»\n\nTraceback (most"],
];
test.each(PEM)("pem: %#", check);

const PEOPLE: [string, string][] = [
  ["mail a.b+c@acme.io, d@acme.io, a.b+c@acme.io.", "mail «email», «email-2», «email»."],
  ['File "/home/alice/x.py"', 'File "/home/«user»/x.py"'],
  ["/Users/bob/a /home/alice/b", "/Users/«user»/a /home/«user-2»/b"],
  [
    "C:\\Users\\Al B\\x C:\\\\Users\\\\carl\\\\y",
    "C:\\Users\\«user»\\x C:\\\\Users\\\\«user-2»\\\\y",
  ],
  [
    "/home/runner/work /home/prefect/x /Users/runner/y",
    "/home/runner/work /home/prefect/x /Users/runner/y",
  ],
  [
    "git@github.com:o/r.git express@4.18.2 f@app.js",
    "git@github.com:o/r.git express@4.18.2 f@app.js",
  ],
  ["@task x @ git+https://x.io/a@main", "@task x @ git+https://x.io/a@main"],
];
test.each(PEOPLE)("people: %#", check);

const SPLIT: [string, string][] = [
  ["Slack's code marks", `token is \`${key("gh", "p_")}\``],
  ["bold inside the value", `${["gh", "p_"].join("")}${chars(10)}*${chars(10)}*${chars(16)}`],
  [
    "a wrap at a column",
    `${"x ".repeat(20)}${["gh", "p_"].join("")}${chars(12)}\n${chars(24)}\nend`,
  ],
];
test.each(SPLIT)("a secret is not split by %s", async (_by, paste) => {
  const { text } = await redact(paste);
  for (const run of paste.match(/[A-Za-z0-9]{9,}/g) ?? []) expect(text).not.toContain(run);
});

const KEPT = [
  "password=password, token=get_token(), secret=self.secret",
  "token: str = None, password: Optional[str] = None",
  `password=None password='***' token=<your-token> secret: \${VAR} token=os.environ['X']`,
  "SyntaxError: Unexpected token: name; invalid token: 'foo' (1)",
  "DEPLOY_TOKEN: unbound variable",
  "max_tokens=512 token_count: 90000 TOKENIZERS_PARALLELISM=false secret_name: db-creds",
  "PWD=/srv/app/current PASSWORD_FILE=/run/secrets/db",
  "flow run 2f9e3c1a-1111-2222-3333-1234567890ab at 0x7f3a9c0d1e2f commit 9f2c41d07ab3e6551f3e",
  "image x@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "if token == other: raise ValueError(token)",
  'File "/usr/lib/python3.13/token.py", line 1, in <module>\n    password = read()',
];
test.each(KEPT)("leaves alone: %s", (paste) => check(paste, paste));

test("numbers different values, and repeats the name of equal ones", () =>
  check(
    `password='${p}' password='${q}' password='${p}'`,
    "password='«password»' password='«password-2»' password='«password»'",
  ));

test("does not take a name that the text has already", () =>
  check(`[redacted:email] and x@acme.io`, "[redacted:email] and «email-2»"));

test("says what was hidden and on which line, never the value", async () => {
  const { redactions } = await redact(`a\npassword='${p}'\n\nx@acme.io`);
  expect(redactions).toEqual([
    { kind: "password", line: 2 },
    { kind: "email", line: 4 },
  ]);
});

test("a paste cannot switch the vendor rules off", () =>
  check(
    `# secretlint-disable\n${key("SG", ".").slice(0, 25)}.${chars(43)}`,
    "# secretlint-disable\n«sendgrid-key»",
  ));

test("finds a secret wherever the chunks meet", async () => {
  const secret = key("gh", "p_");
  for (let at = 32_600; at < 32_900; at += 13) {
    const { text } = await redact(`${"word ".repeat(10_000).slice(0, at)} ${secret} end`);
    expect(text).not.toContain(secret.slice(-20));
    expect(text.endsWith("[redacted:github-token] end")).toBe(true);
  }
});

test("cuts out what it has no time to scan, and says so", async () => {
  const ticks = [0, 9_999_999];
  const { text, problems, redactions } = await redact(
    `${"an ordinary line\n".repeat(20_000)}password='${p}'`,
    () => ticks.shift() ?? 9_999_999,
  );
  expect(text).not.toContain(p);
  expect(text.endsWith("[redacted:unscanned]")).toBe(true);
  expect(problems.map((it) => it.code)).toEqual(["redact-cut"]);
  expect(redactions.at(-1)?.kind).toBe("unscanned");
});

test("many large texts at once cost each other time, but none its end", async () => {
  const paste = "an ordinary line of a log, 12:00:01 INFO nothing happened\n".repeat(6_000);
  const results = await Promise.all(Array.from({ length: 6 }, () => redact(paste)));
  for (const { text, problems } of results) {
    expect(problems).toEqual([]);
    expect(text).toBe(paste);
  }
});
