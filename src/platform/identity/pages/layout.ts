import type { Language } from '#kernel/schema.ts';
import { assetPath } from './assets.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { sayIn } from './texts.ts';

/** One page of the sign-in flow. */
export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Address of the same page in the other language; without it no switch is shown. */
  readonly switchTo?: string;
  /** Origins besides our own that the form's answer may lead to (an app's redirect address). */
  readonly formTargets?: readonly string[];
  /** The page can ask the browser for a passkey; it works without. */
  readonly hasScript?: boolean;
}

/** Prints a whole page. No script in it, at most one file beside it: it must work in the oldest phone and leave nothing to inject. */
export function printPage(page: Page): string {
  const say = sayIn(page.language);
  const other = page.language === 'vi' ? 'en' : 'vi';
  const whole = html`<!doctype html>
    <html lang="${page.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${page.title} · ${say('product')}</title>
        <link rel="icon" href="${assetPath('mark.svg')}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assetPath('sign-in.css')}" />
        ${page.hasScript === true && html`<script src="${assetPath('passkey.js')}" defer></script>`}
      </head>
      <body>
        <a class="skip" href="#main">${say('skip')}</a>
        <div class="frame">
          <header class="top">
            <span class="brand"
              ><img src="${assetPath('mark.svg')}" alt="" width="36" height="36" />${say('product')}</span
            >
            ${
              page.switchTo !== undefined &&
              html`<nav aria-label="${say('languageLabel')}">
                <a class="switch" href="${page.switchTo}" lang="${other}" hreflang="${other}"
                  >${say('languageSwitch')}</a
                >
              </nav>`
            }
          </header>
          <aside class="promise">
            <p class="promise-main">${say('promise')}</p>
            <p class="promise-more">${say('promiseMore')}</p>
          </aside>
          <main id="main" class="card">${page.body}</main>
        </div>
      </body>
    </html>`;
  return whole.html;
}

/** Headers of every page: nothing from elsewhere, in no frame, not kept, no address told to others. */
export function pageHeaders(
  formTargets: readonly string[] = [],
  hasScript = false,
): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      ...(hasScript ? ["script-src 'self'", "connect-src 'self'"] : []),
      `form-action ${["'self'", ...formTargets].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}
