import type { Language } from '#kernel/schema.ts';
import { html } from './html.ts';
import type { Page } from './layout.ts';

/** A page that says one thing and offers at most one way on. */
export function messagePage(view: {
  readonly language: Language;
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly href: string; readonly label: string };
}): Page {
  return {
    language: view.language,
    title: view.title,
    body: html`<h1>${view.title}</h1>
      <p class="lead">${view.text}</p>
      ${view.link && html`<p><a class="main" href="${view.link.href}">${view.link.label}</a></p>`}`,
  };
}
