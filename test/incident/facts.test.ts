// What a message states of a set-up, and what only names it: questions, plans, negations.

import { expect, test } from "vitest";
import { bareAnswer, isReplacement, readFacts, toRecogniser } from "../../src/incident/facts.ts";
import type { FactSource } from "../../src/incident/incident.ts";
import { fold } from "../../src/text/template.ts";
import { knowledgeOf } from "../bot.ts";

const rules = knowledgeOf().rules.facts;
const running = {
  ...rules.find(({ name }) => name === "proxy")!,
  name: "running",
  values: { yes: ["worker is running"], no: ["no worker is running"] },
};
const recognisers = [...rules, running].map(toRecogniser);

function stated(said: string, source: FactSource = "reply 1"): string[] {
  return readFacts(recognisers, fold(said), [], source).map(({ value }) => value);
}

test.each<[said: string, ...values: string[]]>([
  ["acme 3.1.4", "3.1.4"],
  ["we use nginx and squid", "nginx", "squid"],
  ["no proxy", "none"],
  ["any idea? we run acme 3.1.4", "3.1.4"],
  ["why does it fail with acme 3.1.4?", "3.1.4"],
  ["the job will fail with acme 3.1.4", "3.1.4"],
  ["not only nginx", "nginx"],
  ["no, acme 3.0.1", "3.0.1"],
  // A question
  ["would acme 3.1.4 fix that?"],
  ["would acme 3.1.4 fix that"],
  ["is that nginx's fault?"],
  ["so what about nginx?"],
  ["should I take nginx on the server or on the worker?"],
  // A negation
  ["we don't use nginx"],
  ["we dont use nginx"],
  ["it's not nginx, it's squid", "squid"],
  ["nginx instead of squid", "nginx"],
  ["that's not my own pool"],
  ["no worker is running", "no"],
  ["a worker is running", "yes"],
  // A plan
  ["ok I'll ask our nginx guy"],
  ["thanks, will try acme 3.1.4"],
  ["we want to upgrade to acme 3.1.4"],
  ["if we upgrade to acme 3.1.4 it may work"],
  // What was before
  ["we upgraded from acme 2.14 to acme 3.1", "3.1"],
  ["upgraded to acme 3.1 from acme 2.14", "3.1"],
  ["it comes from acme 2.14", "2.14"],
  ["it worked on acme 2.14.3, fails since we upgraded"],
  // An image's tag
  ["the image is acme 2.14.3-python3.11", "2.14.3"],
  ["acme 2.14.3-alpha1", "2.14.3-alpha1"],
  ["acme 3.0.0rc1", "3.0.0rc1"],
])("%s: %s", (said, ...values) => {
  expect(stated(said)).toEqual(values);
});

test("the lines of a report run together: only the word before denies", () => {
  expect(stated("It worked on acme 2.5.0, fails on acme 3.0.2", "report")).toEqual([
    "2.5.0",
    "3.0.2",
  ]);
  expect(stated("it does not work\nacme 3.1", "report")).toEqual(["3.1"]);
  expect(stated("we run this without nginx", "report")).toEqual([]);
});

const [version] = recognisers;
test.each<[said: string, value: string | null]>([
  ["3.1.4", "3.1.4"],
  ["we're on 3.1.4", "3.1.4"],
  ["we're already on v3.1.4", "3.1.4"],
  ["running 3.1.4 here", "3.1.4"],
  ["its 3.1.4 i think", "3.1.4"],
  ["sorry I meant 2.14.3", "2.14.3"],
  ["no, 2.14.3", "2.14.3"],
  ["2.14.3-python3.11", "2.14.3"],
  ["ok, 3.1.4 🙂", "3.1.4"],
  ["3.1.4?", null],
  ["3.1.4 or 3.2.0", null],
  ["we're on node 3.1.4", null],
  ["3 of 4 runs", null],
])("a bare version: %s: %s", (said, value) => expect(bareAnswer(version!, said)).toBe(value));

test.each([
  ["sorry I meant 2.14.3", true],
  ["oops, 2.14.3", true],
  ["no, 2.14.3", true],
  ["we're on 2.14.3", false],
  ["not sure, 2.14.3", false],
])("takes the place of what was said: %s: %s", (said, expected) =>
  expect(isReplacement(said)).toBe(expected),
);

const [http2, via] = [
  { on: ["h2 on"], off: ["h2 off"] },
  { none: ["no proxy"], nginx: ["nginx"] },
]
  .map((values) => ({ ...rules.find(({ name }) => name === "proxy")!, values }))
  .map(toRecogniser);
test.each<[said: string, http2: string | null, proxy: string | null]>([
  ["yes", "on", null],
  ["Yes!", "on", null],
  ["yes, since monday", "on", null],
  ["on", "on", null],
  ["off", "off", null],
  ["off, I think", "off", null],
  ["no", "off", "none"],
  ["none", "off", "none"],
  ["nginx", null, "nginx"],
  ["yes, will do tomorrow", null, null],
  ["yes, I'll look", null, null],
  ["yes, did that", null, null],
  ["no, thanks", null, null],
  ["no, is that bad?", null, null],
  ["no idea", null, null],
  ["on nginx", null, null],
])("a short answer: %s: %s, %s", (said, on, proxy) => {
  expect(bareAnswer(http2!, said)).toBe(on);
  expect(bareAnswer(via!, said)).toBe(proxy);
});

test("a long message is read in no time, whatever it repeats", () => {
  const start = performance.now();
  for (const part of [",", "no ", "v", "yes, ", "on acme 2.5.0 from nginx ", "is nginx not "]) {
    const long = part.repeat(20_000);
    bareAnswer(version!, long);
    stated(long);
    stated(long, "report");
  }
  expect(performance.now() - start).toBeLessThan(5_000);
});
