// Large texts are decoded and redacted in a worker: the same report as here, or an honest empty one.

import { afterEach, expect, test } from "vitest";
import { type Intake, startIntake } from "../src/intake-host.ts";
import { toReport } from "../src/text/report.ts";

const SECRET = "redis://:hunter2hunter2@cache.internal:6379";
const LARGE = `${"INFO nothing happened here\n".repeat(5_000)}ValueError: &lt;cfg&gt; ${SECRET}`;
let intake: Intake | null = null;
afterEach(() => intake?.close());

test("a large text becomes the same report as in this thread", async () => {
  intake = startIntake();
  const report = await intake.toReport(LARGE);
  expect(report).toEqual(await toReport(LARGE));
  expect(report.text).toContain("ValueError: <cfg> redis://:[redacted:url-password]@");
});

test("a text that takes too long is left out, and nothing of it is kept", async () => {
  intake = startIntake(0);
  const report = await intake.toReport(LARGE);
  expect(report.text).toBe("[redacted:unscanned]");
  expect(report.problems).toMatchObject([{ code: "redact-cut" }]);
  expect(report.redactions).toEqual([{ kind: "unscanned", line: 1 }]);
});

test("what waits when the process stops is refused, so that it is sent again", async () => {
  intake = startIntake();
  const waiting = expect(intake.toReport(LARGE)).rejects.toThrow("stopping");
  await intake.close();
  await waiting;
});
