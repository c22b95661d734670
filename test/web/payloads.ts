// Strings that become script, markup, links or pings where somebody forgot to escape. Every one tries
// to set `window.pwned`, so that a browser test sees it run.

const RUN = "window.pwned=1";

export const PAYLOADS: readonly string[] = [
  `<script>${RUN}</script>`,
  `<SCRIPT>${RUN}</SCRIPT>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<script src=//127.0.0.1:9/x.js></script>`,
  `<script/src="data:text/javascript,${RUN}"></script>`,
  `"><script>${RUN}</script>`,
  `'><script>${RUN}</script>`,
  `</pre><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</title><script>${RUN}</script>`,
  `</code></pre><img src=x onerror=${RUN}>`,
  `--><script>${RUN}</script><!--`,
  `]]><script>${RUN}</script>`,
  `<img src=x onerror=${RUN}>`,
  `<img src="x" onerror="${RUN}">`,
  `<img/src='x'/onerror='${RUN}'>`,
  `<img src=x:alert onerror=eval(src)>`,
  `<svg onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${RUN}"><text y=20>x</text></a></svg>`,
  `<body onload=${RUN}>`,
  `<iframe src="javascript:parent.${RUN}"></iframe>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  `<object data="data:text/html,<script>${RUN}</script>"></object>`,
  `<embed src="javascript:${RUN}">`,
  `<math><mi xlink:href="javascript:${RUN}">x</mi></math>`,
  `<details open ontoggle=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `" autofocus onfocus="${RUN}`,
  `' onmouseover='${RUN}`,
  `<video><source onerror=${RUN}></video>`,
  `<audio src onerror=${RUN}>`,
  `<marquee onstart=${RUN}>x</marquee>`,
  `<form action="javascript:${RUN}"><button>x</button></form>`,
  `<button formaction="javascript:${RUN}">x</button>`,
  `<meta http-equiv="refresh" content="0;url=javascript:${RUN}">`,
  `<base href="https://evil.example/">`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<style>body{background:url("javascript:${RUN}")}</style>`,
  `<a href="javascript:${RUN}">x</a>`,
  `<a href="jav&#x09;ascript:${RUN}">x</a>`,
  `<a href="data:text/html,<script>${RUN}</script>">x</a>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<template><script>${RUN}</script></template>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `&amp;lt;img src=x onerror=${RUN}&amp;gt;`,
  `%3Cscript%3E${RUN}%3C/script%3E`,
  `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
  `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`,
  `<scr\u0000ipt>${RUN}</scr\u0000ipt>`,
  `\uff1cscript\uff1e${RUN}\uff1c/script\uff1e`,
  `[click](javascript:${RUN})`,
  `![x](x"onerror="${RUN})`,
  `[x]: javascript:${RUN}`,
  `<javascript:${RUN}>`,
  `<https://evil.example|<img src=x onerror=${RUN}>>`,
  `<!channel> <@U012AB3CD> <!here|here>`,
  "`</code><img src=x onerror=window.pwned=1>`",
  "```\n</pre><script>window.pwned=1</script>\n```",
  `\${${RUN}} {{${RUN}}} <%= ${RUN} %>`,
  `javascript:${RUN}`,
  `<x onclick=${RUN} tabindex=1 id=r1>`,
];

/** A trace whose every part is the payload: it comes back in headers, lists and code. */
export function hostileTrace(payload: string): string {
  const line = payload.replaceAll("\n", " ");
  return `Traceback (most recent call last):
  File "/srv/${line}.py", line 3, in ${line}
    ${line}
httpx.LocalProtocolError: Invalid input ConnectionInputs.RECV_PING in state ConnectionState.CLOSED ${line}
${payload}`;
}
