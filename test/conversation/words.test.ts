// What short messages mean, and what only looks like it.

import { expect, test } from "vitest";
import {
  asksForQuiet,
  beforePaste,
  isCorrection,
  isToSomebody,
  verdictOf,
  wayOf,
} from "../../src/conversation/words.ts";
import { fold } from "../../src/text/template.ts";

test.each<[said: string, verdict: ReturnType<typeof verdictOf>]>([
  ["that worked, thank you", "worked"],
  ["I set that and it worked", "worked"],
  ["Fixed!", "worked"],
  [":tada:", "worked"],
  ["the error is gone now", "worked"],
  ["it worked for a day but now it fails again", null],
  ["has that worked for anybody?", null],
  ["it worked before", null],
  ["didn't work", "failed"],
  ["no luck", "failed"],
  ["still the same error. What next?", "failed"],
  ["why does it still fail?", "failed"],
  ["does it still fail for you?", null],
  ["not fixed", "failed"],
  ["I already set that", "tried"],
  ["it is already off", "tried"],
  ["done", "tried"],
  ["we upgraded the cluster on Monday", null],
  ["we set up a new worker", null],
  ["that's wrong", "wrong"],
  ["this is a different problem", "wrong"],
  ["wrong version", "wrong"],
  ["I have another question about deployments", null],
  ["see you at lunch", null],
])("%s: %s", (said, verdict) => expect(verdictOf(fold(said))).toBe(verdict));

test.each([
  ["that's wrong", null],
  ["this is a different problem", "problem"],
  ["no, that is not our problem", "problem"],
  ["wrong version", "fact"],
  ["the fix is wrong", "fix"],
])("wrong in which way: %s: %s", (said, way) => expect(wayOf(fold(said))).toBe(way));

test.each([
  ["quiet please", true],
  ["please stay out of this", true],
  ["@tracehound stop replying", true],
  ["stop", true],
  ["the error won't go away", false],
  ["please stop the worker first", false],
  ["@dana please stop the deployment", false],
  ["the logs should be quiet now", false],
])("quiet: %s: %s", (said, expected) => expect(asksForQuiet(fold(said))).toBe(expected));

test.each([
  ["no, that's the file descriptor limit", true],
  ["it is the proxy that closes them", true],
  ["Actually the pool is fine", true],
  ["that's right", false],
  ["it's good", false],
  ["no worries", false],
  ["is it the proxy?", false],
])("a correction: %s: %s", (said, expected) => expect(isCorrection(fold(said))).toBe(expected));

test("whom it is for, and what stands before a paste", () => {
  expect(isToSomebody("thanks @dana, will do")).toBe(true);
  expect(isToSomebody("mail me at a@b")).toBe(false);
  expect(beforePaste("did that, same error\nTraceback (most recent call last):\n  x")).toBe(
    "did that, same error",
  );
  expect(beforePaste("```\nValueError: still fails\n```")).toBe("");
});
