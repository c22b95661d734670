// What short messages mean, and what only looks like it.

import { expect, test } from "vitest";
import {
  asksForQuiet,
  beforePaste,
  isAside,
  isCorrection,
  isToSomebody,
} from "../../src/conversation/words.ts";
import { fold } from "../../src/text/template.ts";

test.each([
  ["quiet please", true],
  ["please stay out of this", true],
  ["@tracehound stop replying", true],
  ["stop", true],
  ["the error won't go away", false],
  ["please stop the worker first", false],
  ["@dana please stop the deployment", false],
  ["the logs should be quiet now", false],
  ["pls stop", true],
  ["bot stop", true],
  ["stop, bot", true],
  ["can you stop replying", true],
  ["stop spamming", true],
  ["silence please", true],
  ["pls be quiet", true],
  ["thanks, you can stop now", true],
  ["the workers stop answering after 30s", false],
  ["how do I stop it", false],
  ["stop the deployment, please", false],
])("quiet: %s: %s", (said, expected) => expect(asksForQuiet(fold(said))).toBe(expected));

test.each([
  ["no, that's the file descriptor limit", true],
  ["it is the proxy that closes them", true],
  ["Actually the pool is fine", true],
  ["that's right", false],
  ["it's good", false],
  ["no worries", false],
  ["is it the proxy?", false],
  ["The answer above is wrong, this is the ulimit of the host", true],
  ["your diagnosis is not correct, look at the host", true],
  ["it's the proxy, set it higher", true],
  ["that's a bug in the pool, fixed in 3.2", true],
  ["The answer above is right", false],
  ["that's a good answer", false],
  ["that's a very good question", false],
  ["that is what I would do as well", false],
  ["it's documented at x", false],
  ["no, the bot is right", false],
  ["Actually the bot has it right", false],
  ["that's annoying, sorry", false],
  ["No, I have not seen this before.", false],
  ["no one has looked at it yet", false],
  ["nope.", false],
])("a correction: %s: %s", (said, expected) => expect(isCorrection(fold(said))).toBe(expected));

test("whom it is for, and what stands before a paste", () => {
  expect(isToSomebody("thanks @dana, will do")).toBe(true);
  expect(isToSomebody("mail me at a@b")).toBe(false);
  expect(isToSomebody("@dana (see above), is it the proxy?")).toBe(true);
  expect(isToSomebody("@flow(retries=3) def main(): load()")).toBe(false);
  expect(isToSomebody("@acme.task async def main(): load()")).toBe(false);
  expect(beforePaste("did that, same error\nTraceback (most recent call last):\n  x")).toBe(
    "did that, same error",
  );
  expect(beforePaste("```\nValueError: still fails\n```")).toBe("");
});

test.each([
  ["Could it be a ConnectionResetError in disguise?", true],
  ["so what does ACME_POOL_MODE do?", true],
  ["we already catch widget.ReadTimeout in our code btw", true],
  ["how would I see that it was a ZebraError?", true],
  ["now I get ZebraError, any idea?", false],
  ["why do I get ZebraError?", false],
  ["can you see why we get ZebraError?", false],
  ["now it is ZebraError: the stripes are inverted", false],
  ["unhandled ZebraError", false],
])("names a problem and reports none: %s: %s", (said, expected) =>
  expect(isAside(fold(said))).toBe(expected),
);
