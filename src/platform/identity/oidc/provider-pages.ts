import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Language } from '#kernel/schema.ts';
import { pageLanguage } from '../language.ts';
import { deviceCodePage, deviceConfirmPage } from '../pages/device-page.ts';
import { pageHeaders, printPage } from '../pages/layout.ts';
import type { Page } from '../pages/layout.ts';
import { messagePage } from '../pages/message-page.ts';
import { signOutPage } from '../pages/sign-out-page.ts';
import { sayIn } from '../pages/texts.ts';
import { oidcRoutes } from './smart-configuration.ts';

/** What the provider's pages tell the rest of identity. */
export interface ProviderEvents {
  readonly publicUrl: string;
  /** Takes back the session's grants and their tokens. */
  readonly onSignOut: (accountId: string, grantIds: readonly string[], sessionUid: string) => Promise<void>;
}

type Ctx = KoaContextWithOIDC;

/** The pages that the OpenID provider shows by itself: errors, signing out, connecting a device. */
export function createProviderPages({ publicUrl, onSignOut }: ProviderEvents): {
  problem: (ctx: Ctx, out: { error: string }) => void;
  signOut: (ctx: Ctx) => Promise<void>;
  signedOut: (ctx: Ctx) => void;
  deviceCode: (ctx: Ctx, form: string, out?: unknown, error?: Error) => void;
  deviceConfirm: (ctx: Ctx, form: string, client: unknown, info: unknown, userCode: string) => void;
  deviceDone: (ctx: Ctx) => void;
} {
  const device = `${publicUrl}${oidcRoutes.code_verification}`;

  return {
    problem(ctx, out) {
      const language = languageOf(ctx);
      const say = sayIn(language);
      show(
        ctx,
        messagePage({
          language,
          title: say('problemTitle'),
          text: say('problem', { code: out.error }),
          link: home(language),
        }),
      );
    },

    async signOut(ctx) {
      const language = languageOf(ctx);
      const { session, entities } = ctx.oidc;
      const accountId = session?.accountId;
      if (!session || !accountId) return;
      // The hint was signed by us for this very person: the request comes from the app she is signed in to, nothing needs asking.
      const hinted = entities.IdTokenHint?.payload.sub === accountId;
      if (!hinted) {
        const secret = textOf(session.state?.['secret']);
        show(
          ctx,
          signOutPage({
            language,
            action: `${publicUrl}${oidcRoutes.end_session}/confirm`,
            formToken: secret,
          }),
        );
        return;
      }
      const { postLogoutRedirectUri, state } = session.state ?? {};
      // What lasts beyond a sign-out was allowed to; the rest ends with it.
      const grantIds = Object.values(session.authorizations ?? {}).flatMap(({ grantId, persistsLogout }) =>
        grantId === undefined || persistsLogout === true ? [] : [grantId],
      );
      await onSignOut(accountId, grantIds, session.uid);
      await session.destroy();
      ctx.cookies.set(ctx.oidc.provider.cookieName('session'), null, {
        httpOnly: true,
        sameSite: 'lax',
        signed: true,
      });
      const target = new URL(
        typeof postLogoutRedirectUri === 'string'
          ? postLogoutRedirectUri
          : `${publicUrl}${oidcRoutes.end_session}/success`,
      );
      if (typeof state === 'string') target.searchParams.set('state', state);
      // No page of hers comes back by the button of the browser. What the pages store is settings without a person, and stays.
      ctx.set('clear-site-data', '"cache"');
      ctx.status = 303;
      ctx.redirect(target.href);
    },

    signedOut(ctx) {
      const language = languageOf(ctx);
      const say = sayIn(language);
      const link = { href: '/', label: say('signInAgain') };
      show(ctx, messagePage({ language, title: say('signedOutTitle'), text: say('signedOut'), link }));
    },

    deviceCode(ctx, _form, _out, error) {
      const language = languageOf(ctx);
      const say = sayIn(language);
      const formToken = textOf(ctx.oidc.session?.state?.['secret']);
      const message = error && say(deviceErrorKey(error.name));
      show(
        ctx,
        deviceCodePage({ language, action: device, formToken, ...(message ? { error: message } : {}) }),
      );
    },

    deviceConfirm(ctx, _form, _client, _info, userCode) {
      const app = ctx.oidc.client?.clientName ?? '';
      const formToken = textOf(ctx.oidc.session?.state?.['secret']);
      show(ctx, deviceConfirmPage({ language: languageOf(ctx), action: device, formToken, app, userCode }));
    },

    deviceDone(ctx) {
      const language = languageOf(ctx);
      const say = sayIn(language);
      show(ctx, messagePage({ language, title: say('deviceDoneTitle'), text: say('deviceDone') }));
    },
  };
}

function deviceErrorKey(name: string): 'deviceMissing' | 'deviceStopped' | 'deviceWrong' {
  if (name === 'NoCodeError') return 'deviceMissing';
  return name === 'AbortedError' ? 'deviceStopped' : 'deviceWrong';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function languageOf(ctx: Ctx): Language {
  const asked = ctx.oidc?.params?.['ui_locales'];
  return pageLanguage(ctx.headers, typeof asked === 'string' ? asked : undefined);
}

function home(language: Language): { href: string; label: string } {
  return { href: '/', label: sayIn(language)('toHome') };
}

function show(ctx: Ctx, page: Page): void {
  for (const [name, value] of Object.entries(pageHeaders(page.formTargets))) ctx.set(name, value);
  ctx.body = printPage(page);
}
