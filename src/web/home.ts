// The first page: what to paste, what happens then, and what is kept.

import { html } from "hono/html";
import { type Html, visible } from "./nodes.ts";
import { pageHtml } from "./page.ts";

export type Status = {
  /** As answers call the supported product. */
  readonly product: string;
  readonly isSlackConfigured: boolean;
  readonly entries: number;
  readonly issues: number;
};

export type Home = {
  readonly status: Status;
  /** What stands in the field. */
  readonly text: string;
  /** Said above the field, when the last paste could not be used. */
  readonly problem: string | null;
  readonly hasExample: boolean;
};

export function homeHtml({ status, text, problem, hasExample }: Home): Html {
  const body = html`<h1>What went wrong?</h1>
<p class="lede">Paste the error as you have it: a stack trace, a log, or a description in your own words. Tracehound reads it and answers for ${status.product}, with the evidence for everything that it says.</p>
${problem ? html`<p class="problem" id="problem" role="alert">${problem}</p>` : null}
<form class="paste" method="post" action="/threads" enctype="multipart/form-data">
<label for="report">Error report</label>
<textarea id="report" name="report" rows="14" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="${problem ? "problem " : ""}privacy"${problem ? html` aria-invalid="true" autofocus` : null}>
${visible(text)}</textarea>
<div class="actions">
<button type="submit" class="primary">Read the report</button>
${hasExample ? html`<a class="button" href="/?example=1">Use an example</a>` : null}
<span class="hint keys" hidden>or press <kbd>Ctrl</kbd> <kbd>Enter</kbd></span>
</div>
</form>
<p id="privacy" class="hint">Passwords, tokens and keys are hidden before anything is kept. The conversation is stored in the database on this machine, under an address that cannot be guessed, until you delete it. Nothing is posted to Slack from here.</p>
<section class="steps" aria-labelledby="steps">
<h2 id="steps">What you get</h2>
<ol>
<li><strong>One answer.</strong> What happened, the cause, one change to try first, and the known reports, each with its source.</li>
<li><strong>Only useful questions.</strong> At most three, and only where your answer would change the advice. Each answer gets the difference, not the whole again.</li>
<li><strong>The reasons.</strong> What was read from the paste, which rules fired, and what else was near.</li>
</ol>
</section>
${statusHtml(status)}`;
  return pageHtml({ title: "Paste a report", body });
}

function statusHtml({ product, entries, issues, isSlackConfigured }: Status): Html {
  return html`<section aria-labelledby="knows"><h2 id="knows">What it knows</h2>
<dl class="status">
<div><dt>Product</dt><dd>${product}</dd></div>
<div><dt>Known problems</dt><dd>${entries}</dd></div>
<div><dt>Mirrored issues</dt><dd>${issues}</dd></div>
<div><dt>Slack</dt><dd>${isSlackConfigured ? "configured" : "not configured"}</dd></div>
</dl></section>`;
}
