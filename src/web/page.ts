// The frame of every page, and the pages that say one thing.

import { html } from "hono/html";
import type { Html } from "./nodes.ts";

export type Page = { readonly title: string; readonly body: Html };

export function pageHtml({ title, body }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Tracehound</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/page.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="site">
<a class="brand" href="/">${markHtml()}Tracehound</a>
<span class="where">playground on this machine</span>
</header>
<main id="content" tabindex="-1">
${body}
</main>
<p id="status" class="unseen" role="status"></p>
</body>
</html>`;
}

/** A page with one message: what happened, and what to do. */
export function noticeHtml(title: string, why: string): Html {
  const body = html`<section class="notice"><h1>${title}</h1><p>${why}</p><p><a href="/">Paste a report</a></p></section>`;
  return pageHtml({ title, body });
}

function markHtml(): Html {
  return html`<svg class="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path d="M3 7h9M3 12h13M3 17h6" /><circle cx="18" cy="17" r="3" /></svg>`;
}
