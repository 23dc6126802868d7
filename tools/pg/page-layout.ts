import { createHash } from 'node:crypto';
import type { PageTexts } from './page-texts';

const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#f2f4f6, #101418); --card: light-dark(#fff, #1c2127);
  --text: light-dark(#191f28, #f2f4f6); --quiet: light-dark(#4e5968, #b0b8c1); --line: light-dark(#d1d6db, #3a424c);
  --accent: light-dark(#1b64da, #7fb2ff); --on-accent: light-dark(#fff, #08131f); --warn: light-dark(#fff3d6, #4a3a12); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.6 system-ui, 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
main { max-width: 28rem; margin: 0 auto; padding: 1rem; }
header { padding: .75rem 1rem; background: var(--warn); text-align: center; font-weight: 600; }
section { margin-top: 1rem; padding: 1.25rem; background: var(--card); border-radius: 1rem; }
h1 { margin: 0 0 .5rem; font-size: 1.375rem; line-height: 1.3; }
h2 { margin: 0 0 .5rem; font-size: 1.125rem; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: var(--quiet); } dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
button, .button { display: block; width: 100%; min-height: 3rem; margin-top: .75rem; padding: .625rem 1rem; border: 1px solid var(--line);
  border-radius: .75rem; background: none; color: var(--text); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.hint { margin: .25rem 0 0; color: var(--quiet); font-size: .875rem; }
form > button:first-child { margin-top: 0; }
.alert { margin: 0 0 .75rem; font-weight: 600; }
ul { margin: 0; padding: 0; list-style: none; } li { padding: .5rem 0; } a { color: var(--accent); }
`;

/** No script, nothing from elsewhere (not even an icon), in no frame. Where a form leads to is left open: it ends at the shop. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html;charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** A page with this content, which is HTML. */
export function layout(texts: PageTexts, heading: string, content: string): string {
  return `<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(heading)} · ${escaped(texts.text('title'))}</title>
<style>${STYLE}</style>
</head>
<body>
<header>${escaped(texts.text('notice'))}</header>
<main>
<h1>${escaped(heading)}</h1>
${content}
</main>
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

export function facts(rows: readonly (readonly [name: string, value: string])[]): string {
  return `<dl>${rows.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`;
}
