// "What was read" and "Why it matched": the two disclosures under a reply.

import { html } from "hono/html";
import type { Shelf } from "../answer/context.ts";
import type { Fact } from "../incident/incident.ts";
import { type Html, visible } from "./nodes.ts";
import type { Turn } from "./record.ts";
import type { Seen, SeenEntry, SeenException, SeenTrace } from "./seen.ts";

/** How an exception hangs on the one it led to. */
const RELATIONS: Readonly<Record<string, string>> = {
  cause: "direct cause of the next",
  context: "was being handled when the next came up",
  suppressed: "suppressed",
  member: "member of a group",
};

export function readHtml(seen: Seen | null, notes: Turn["notes"], shelf: Shelf): Html {
  const problems = seen?.problems.length ? seen.problems : notes.problems;
  return html`<details class="seen"><summary>What was read</summary>
<div>
<h3>Exceptions</h3>
${seen?.traces.length ? seen.traces.map(traceHtml) : html`<p>No stack trace. The words were read instead.</p>`}
<h3>Facts</h3>
${seen?.facts.length ? factsHtml(seen.facts, shelf) : html`<p>None stated.</p>`}
<h3>Signals</h3>
${seen?.signals.length ? html`<ul class="tags">${seen.signals.map((it) => html`<li><span>${it.kind}</span> <code>${visible(it.value)}</code></li>`)}</ul>` : html`<p>None.</p>`}
<h3>Hidden before storing</h3>
${notes.redactions.length ? redactionsHtml(notes.redactions) : html`<p>Nothing had to be hidden.</p>`}
${problems.length ? html`<h3>Could not be read</h3><ul>${problems.map((it) => html`<li>${visible(it.message)}</li>`)}</ul>` : null}
</div></details>`;
}

export function whyHtml(seen: Seen): Html {
  return html`<details class="seen"><summary>Why it matched</summary>
<div>
<h3>Entries whose signature holds</h3>
${seen.entries.length ? html`<ul>${seen.entries.map(entryHtml)}</ul>` : html`<p>None.</p>`}
<h3>Entries whose words are near</h3>
${seen.leads.length ? html`<ul>${seen.leads.map((it) => html`<li><code>${it.id}</code> ${visible(it.title)} <span class="hint">score ${it.score}, share ${it.share}</span></li>`)}</ul>` : html`<p>None.</p>`}
<h3>Issues</h3>
${seen.issues.length ? html`<ol>${seen.issues.map((it) => html`<li><code>${it.issue}</code> ${visible(it.title)} <span class="hint">score ${it.score}, share ${it.share}</span><br>${visible(it.why)}</li>`)}</ol>` : html`<p>None of the mirrored issues is near.</p>`}
<p class="hint">Only rules decide what is claimed. A score orders; a share is the part of the report's words, by weight, that the text has.</p>
</div></details>`;
}

function entryHtml({ id, title, specificity, fired, outside }: SeenEntry): Html {
  const rules = fired.map((it) => html`<li>${it.atom} <code>${visible(it.what)}</code></li>`);
  const ruledOut = outside.map(
    (it) =>
      html`<li>ruled out: <code>${it.fact} ${visible(it.value)}</code> is not in <code>${it.range}</code></li>`,
  );
  return html`<li><code>${id}</code> ${visible(title)} <span class="hint">specificity ${specificity}</span><ul>${rules}${ruledOut}</ul></li>`;
}

function traceHtml({ runtime, exceptions }: SeenTrace): Html {
  return html`<p class="hint">${runtime === "unknown" ? "error line" : `${runtime} trace`}, root cause first</p><ol class="chain">${exceptions.map(exceptionHtml)}</ol>`;
}

function exceptionHtml({ type, message, relation, frames, framesLeftOut }: SeenException): Html {
  const own = frames.filter((frame) => frame.inApp).length;
  const total = frames.length + framesLeftOut;
  const count = `${total === 1 ? "1 frame" : `${total} frames`}${own > 0 ? `, ${own} in-app` : ""}`;
  const rows = frames.map(
    (frame) =>
      html`<li>${frame.inApp ? html`<b class="in-app">in-app</b> ` : null}<code>${visible(frame.function ?? "?")}</code> <span class="hint">${visible(frame.file ?? frame.module ?? "")}${frame.line === null ? null : `:${frame.line}`}</span></li>`,
  );
  const list = html`<details><summary>${count}</summary>${framesLeftOut > 0 ? html`<p class="hint">The oldest ${framesLeftOut} are not listed.</p>` : null}<ol class="frames">${rows}</ol></details>`;
  return html`<li><code>${visible(type ?? "(no type)")}</code>${relation ? html` <span class="hint">${RELATIONS[relation] ?? relation}</span>` : null}
${message ? html`<p class="message">${visible(message)}</p>` : null}${frames.length > 0 ? list : null}</li>`;
}

function factsHtml(facts: readonly Fact[], shelf: Shelf): Html {
  const rows = facts.map(
    ({ name, value, source }) =>
      html`<div><dt>${shelf.facts.get(name)?.title ?? name}</dt><dd><code>${visible(value)}</code> <span class="hint">${sourceHtml(source)}</span></dd></div>`,
  );
  return html`<dl class="facts">${rows}</dl>`;
}

/** `reply 1` and `choice 1` are the second message of the thread. */
function sourceHtml(source: Fact["source"]): Html {
  if (source === "report") return html`in the <a href="#m1">report</a>`;
  const [kind, turn] = source.split(" ");
  const number = Number(turn) + 1;
  return html`${kind === "choice" ? "chosen " : null}in <a href="#m${number}">message ${number}</a>`;
}

function redactionsHtml(redactions: Turn["notes"]["redactions"]): Html {
  const rows = redactions.map(
    ({ kind, line }) => html`<li>${kind.replaceAll("-", " ")} in line ${line}</li>`,
  );
  return html`<ul>${rows}</ul>`;
}
