import type { SimulatedPerson } from './simulated-person.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/gu, (sign) => escapes[sign] ?? sign);

/** The page on which a tester says who she is today. It says in large letters that it is not the real one. */
export function simulatorPage(people: readonly SimulatedPerson[], request: string): string {
  const rows = people.map(
    ({ subject, name, birthDate }) => `<li><form method="post" action="/agree">
<input type="hidden" name="request" value="${escape(request)}"><input type="hidden" name="subject" value="${escape(subject)}">
<p><strong>${escape(name)}</strong><br><span>${escape(birthDate)}</span></p>
<button name="level" value="2">Mức 2 · Level 2</button> <button name="level" value="1">Mức 1 · Level 1</button></form></li>`,
  );
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>Mô phỏng định danh điện tử · Simulated e-ID</title><style>${style}</style></head><body><main>
<p class="mark">MÔ PHỎNG · SIMULATOR</p><h1>Bạn là ai trong lần thử này?</h1>
<p lang="en">This is not VNeID. Choose whom to be; nothing is real.</p>
<ul>${rows.join('')}</ul>
<form method="post" action="/agree"><input type="hidden" name="request" value="${escape(request)}">
<button class="plain" name="level" value="0">Dừng lại · Stop</button></form></main></body></html>`;
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f6f4ee;color:#222}
main{max-width:34rem;margin:0 auto;padding:1.5rem}.mark{background:#7a1f1f;color:#fff;padding:.5rem 1rem;border-radius:6px;font-weight:600;text-align:center}
h1{font-size:1.5rem}ul{list-style:none;padding:0}li{background:#fff;border:1px solid #ccc;border-radius:8px;padding:.5rem 1rem 1rem;margin:0 0 .75rem}
span{color:#595959}button{font:inherit;min-height:44px;padding:0 1rem;border-radius:6px;border:1px solid #7a1f1f;background:#7a1f1f;color:#fff;cursor:pointer}
button+button,button.plain{background:#fff;color:#7a1f1f}button:focus-visible{outline:3px solid #1a5fb4;outline-offset:2px}`;
