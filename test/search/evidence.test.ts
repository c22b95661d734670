// What an issue and a report have in common, as data.

import { expect, test } from "vitest";
import { readIncident, toRecognition } from "../../src/incident/read.ts";
import { type Evidence, isSameFailure, toEvidence } from "../../src/search/evidence.ts";
import { knowledgeOf } from "../bot.ts";

const RECOGNITION = toRecognition(knowledgeOf().rules, ["site-packages/acme/"]);
const read = (text: string) => readIncident(RECOGNITION, { text, redactions: [], problems: [] });

function judge(report: string, ...issues: string[]): Evidence[] {
  return toEvidence(read(report), issues.map(read));
}

const trace = (frames: readonly string[], error: string) =>
  [
    "Traceback (most recent call last):",
    ...frames.map((it) => {
      const [file = "", name = ""] = it.split(":");
      return `  File "/srv/${file}", line 4, in ${name}\n    ${name}()`;
    }),
    error,
  ].join("\n");

const GATE = trace(
  ["app/flow.py:main", "site-packages/acme/gate.py:open_gate", "site-packages/acme/lock.py:turn"],
  "acme.errors.GateError: gate 7 of /srv/gates is stuck after 30 s",
);

test("the same exception and message, whatever the mask covers", () => {
  const [same] = judge(GATE, "acme.errors.GateError: gate 12 of /opt/g/x is stuck after 5 s");
  expect(same?.error).toEqual({ type: "acme.errors.GateError", message: "equal" });
});

test("a bare type stands for a dotted one; another message is another failure", () => {
  const [bare, other] = judge(GATE, "GateError: gate 12 was removed", "LockError: gate 1");
  expect(bare?.error).toEqual({ type: "acme.errors.GateError", message: null });
  expect(other?.error).toBeNull();
});

test("names in quotes count: two missing modules are two failures", () => {
  const report = "ModuleNotFoundError: No module named 'acme.gates'";
  const [same, other] = judge(
    report,
    "ModuleNotFoundError: No module named 'acme.gates'",
    "ModuleNotFoundError: No module named 'zebra'",
  );
  expect(same?.error?.message).toBe("equal");
  expect(other?.error?.message).not.toBe("equal");
});

test("a message of one word is nobody's mark", () => {
  const [evidence] = judge("KeyError: 'shape'", "KeyError: 'shape'");
  expect(evidence?.error).toEqual({ type: "KeyError", message: null });
  expect(evidence && isSameFailure(evidence)).toBe(false);
});

test("calls are counted, and the ones that every issue has weigh least", () => {
  const [own, common, none] = judge(
    GATE,
    trace(["x/gate.py:open_gate", "y/flow.py:main"], "OtherError: no"),
    trace(["y/flow.py:main"], "OtherError: no"),
    "no trace at all",
  );
  expect(own?.frames).toMatchObject({ shared: 2, of: 3 });
  expect(common?.frames).toMatchObject({ shared: 1, of: 3 });
  expect(common?.frames?.weight).toBeLessThan(1 / 3);
  expect(none?.frames).toBeNull();
});

test("a trace of the same group is the same failure", () => {
  const again = GATE.replace("gate 7", "gate 8").replaceAll("line 4", "line 40");
  const [same] = judge(GATE, `It broke again\n\n\`\`\`\n${again}\n\`\`\`\n`);
  expect(same?.isSamePrint).toBe(true);
  expect(same && isSameFailure(same)).toBe(true);
});

test("settings and names of code that both name, the longest form of each", () => {
  const [evidence] = judge(
    "ACME_GATE_MODE=open, then Inputs.RECV_PING in the log of app.py at docs.acme.test",
    "With ACME_GATE_MODE set, Inputs.RECV_PING comes; see app.py and docs.acme.test",
  );
  expect(evidence?.identifiers).toEqual(["ACME_GATE_MODE", "Inputs.RECV_PING"]);
});

test("versions that the issue states", () => {
  const [evidence] = judge(GATE, "GateError on acme 2.6.8 with widget 1.2");
  expect(evidence?.versions).toEqual([
    { fact: "acme.version", value: "2.6.8" },
    { fact: "widget.version", value: "1.2" },
  ]);
});

test("nothing in common is no evidence, and no issue is none", () => {
  expect(judge("hello", "GateError: x")).toEqual([
    { error: null, frames: null, isSamePrint: false, identifiers: [], versions: [] },
  ]);
  expect(judge(GATE)).toEqual([]);
});
