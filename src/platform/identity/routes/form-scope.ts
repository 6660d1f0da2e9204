import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '#kernel/schema.ts';
import { readCookie, writeCookie } from '../cookies.ts';
import { formCookie } from '../form-token.ts';
import type { FormGuard } from '../form-token.ts';
import { asLanguage, languageCookie, pageLanguage } from '../language.ts';
import { pageHeaders, printPage } from '../pages/layout.ts';
import type { Page } from '../pages/layout.ts';

/** Largest form taken, in bytes. */
const formLimit = 16 * 1024;

/** Lets a scope read HTML forms; everything else is refused there. */
export function takeForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formLimit },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/** The fields of a form; a missing one is an empty text. */
export function fieldOf(request: FastifyRequest, name: string): string {
  return request.body instanceof URLSearchParams ? (request.body.get(name) ?? '') : '';
}

/** All values of a field that may stand several times. */
export function fieldsOf(request: FastifyRequest, name: string): readonly string[] {
  return request.body instanceof URLSearchParams ? request.body.getAll(name) : [];
}

/** What a browser put into a form as JSON; undefined where it is none. */
export function readResponse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text of the query. */
export function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}

/** One page being answered: its language (kept when the reader switches), its form token, and sending it. */
export interface PageTurn {
  readonly language: Language;
  readonly formToken: string;
  readonly isFormRight: boolean;
  readonly cookies: string[];
  send(page: Page, status?: number): FastifyReply;
  redirect(to: string): FastifyReply;
}

/** Begins answering a page. `purpose` ties the form's token to what the form does. */
export function beginPage(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: {
    readonly guard: FormGuard;
    readonly isSecure: boolean;
    readonly purpose: string;
    readonly uiLocales?: string;
  },
): PageTurn {
  const { guard, isSecure, purpose } = parts;
  const cookies: string[] = [];
  const chosen = asLanguage(queryOf(request, 'lang'));
  if (chosen) {
    // As long as one sign-in may take; afterwards the app's own preference, sent as ui_locales, counts again.
    const hour = 60 * 60;
    cookies.push(
      writeCookie(languageCookie, chosen, { path: '/', maxAgeSeconds: hour, isSecure, isOpenToScript: true }),
    );
  }
  const sent = readCookie(request.headers.cookie, formCookie);
  const nonce = guard.nonceOf(sent);
  if (nonce !== sent)
    cookies.push(writeCookie(formCookie, nonce, { path: '/', maxAgeSeconds: 12 * 60 * 60, isSecure }));
  const setCookies = (): void => {
    // Appended: the provider sets cookies of its own on the same answer.
    for (const cookie of cookies) void reply.header('set-cookie', cookie);
  };
  return {
    language: chosen ?? pageLanguage(request.headers, parts.uiLocales),
    formToken: guard.tokenFor(purpose, nonce),
    isFormRight: guard.isRight(purpose, sent, fieldOf(request, 'form')),
    cookies,
    send(page, status = 200) {
      setCookies();
      return reply.code(status).headers(pageHeaders(page.formTargets, page.hasScript)).send(printPage(page));
    },
    redirect(to) {
      setCookies();
      return reply.header('cache-control', 'no-store').redirect(to, 303);
    },
  };
}
