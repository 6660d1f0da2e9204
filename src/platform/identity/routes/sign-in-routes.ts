import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import { readCookie, writeCookie } from '../cookies.ts';
import type { FormGuard } from '../form-token.ts';
import { knownBrowser, knownBrowserCookie, knownBrowserSeconds, makeKnownBrowser } from '../known-browser.ts';
import { sourceOf } from '../lockout.ts';
import { webClientId } from '../oidc/client-store.ts';
import { messagePage } from '../pages/message-page.ts';
import { signInPage } from '../pages/sign-in-page.ts';
import type { SignInView } from '../pages/sign-in-page.ts';
import { sayIn } from '../pages/texts.ts';
import type { Say } from '../pages/texts.ts';
import type { SignInResult } from '../sign-in.ts';
import { beginPage, fieldOf, takeForms } from './form-scope.ts';
import type { PageTurn } from './form-scope.ts';

/** What the sign-in page needs of identity. */
export interface SignInParts {
  readonly provider: Provider;
  readonly guard: FormGuard;
  readonly isSecure: boolean;
  /** Keys that seal the cookie of a known browser. */
  readonly formKeys: readonly string[];
  readonly signIn: (typed: { username: string; password: string; source: string }) => Promise<SignInResult>;
  /** Writes to the audit who signed in, or that somebody tried. */
  readonly audit: (result: SignInResult, requestId: string) => Promise<void>;
}

/** The app on whose behalf the person is here. */
export interface App {
  readonly id: string;
  readonly name: string;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The pages on which people sign in: /oidc/sign-in/:uid. */
export async function signInRoutes(http: FastifyInstance, parts: SignInParts): Promise<void> {
  takeForms(http);
  http.get('/oidc/sign-in/:uid', (request, reply) =>
    withInteraction(parts, request, reply, 'login', (turn, interaction, app) =>
      turn.send(signInPage(viewOf(turn, interaction, app, {}))),
    ),
  );
  http.post('/oidc/sign-in/:uid', (request, reply) =>
    withInteraction(parts, request, reply, 'login', (turn, interaction, app) =>
      submit(parts, request, reply, turn, (view) => viewOf(turn, interaction, app, view)),
    ),
  );
}

async function submit(
  parts: SignInParts,
  request: FastifyRequest,
  reply: FastifyReply,
  turn: PageTurn,
  show: (view: Partial<SignInView>) => SignInView,
): Promise<FastifyReply> {
  const say = sayIn(turn.language);
  const username = fieldOf(request, 'username').trim();
  const password = fieldOf(request, 'password');
  const again = (view: Partial<SignInView>, status: number): FastifyReply =>
    turn.send(signInPage(show({ username, ...view })), status);

  if (!turn.isFormRight) return again({ general: say('formOld') }, 403);
  if (username === '' || password === '') {
    return again(
      {
        ...(username === '' ? { usernameError: say('usernameMissing') } : {}),
        ...(password === '' ? { passwordError: say('passwordMissing') } : {}),
      },
      422,
    );
  }
  const browser = knownBrowser(
    parts.formKeys,
    username,
    readCookie(request.headers.cookie, knownBrowserCookie),
  );
  const result = await parts.signIn({ username, password, source: sourceOf(request.ip, browser) });
  await parts.audit(result, request.id);
  if (!result.ok) {
    if (result.waitMs > 0) void reply.header('retry-after', Math.ceil(result.waitMs / 1000));
    return again({ passwordError: refusalText(say, result) }, result.waitMs > 0 ? 429 : 422);
  }
  if (browser === undefined) {
    turn.cookies.push(
      writeCookie(knownBrowserCookie, makeKnownBrowser(parts.formKeys, username), {
        path: '/oidc/sign-in',
        maxAgeSeconds: knownBrowserSeconds,
        isSecure: parts.isSecure,
      }),
    );
  }
  const login = { accountId: result.accountId, amr: ['pwd'] };
  return turn.redirect(await parts.provider.interactionResult(request.raw, reply.raw, { login }));
}

/** The same sentence for a wrong name, a wrong password and a closed account; a wait is told with how long. */
function refusalText(say: Say, result: Exclude<SignInResult, { ok: true }>): string {
  if (result.waitMs === 0) return say('wrong');
  const seconds = Math.ceil(result.waitMs / 1000);
  return seconds < 120
    ? say('waitSeconds', { count: seconds })
    : say('waitMinutes', { count: Math.ceil(seconds / 60) });
}

function viewOf(turn: PageTurn, interaction: Interaction, app: App, view: Partial<SignInView>): SignInView {
  return {
    language: turn.language,
    action: `/oidc/sign-in/${interaction.uid}`,
    formToken: turn.formToken,
    ...(app.id === webClientId ? {} : { app: app.name }),
    formTargets: formTargetsOf(interaction),
    ...view,
  };
}

/** Where the answer to the form may lead after redirects: browsers check the whole chain against form-action. */
export function formTargetsOf(interaction: Interaction): readonly string[] {
  const uri = interaction.params['redirect_uri'];
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  if (!url) return [];
  return [url.protocol === 'http:' || url.protocol === 'https:' ? url.origin : url.protocol];
}

/** Loads the interaction that the browser is in; shows that it has expired where there is none, sends on where it is at another step. */
export async function withInteraction(
  parts: Pick<SignInParts, 'provider' | 'guard' | 'isSecure'>,
  request: FastifyRequest,
  reply: FastifyReply,
  step: 'login' | 'consent',
  answer: (turn: PageTurn, interaction: Interaction, app: App) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  const { provider, guard, isSecure } = parts;
  const { uid } = request.params as { readonly uid: string };
  const begin = (uiLocales?: unknown): PageTurn =>
    beginPage(request, reply, {
      guard,
      isSecure,
      purpose: `${step} ${uid}`,
      ...(typeof uiLocales === 'string' ? { uiLocales } : {}),
    });
  let interaction: Interaction;
  try {
    interaction = await provider.interactionDetails(request.raw, reply.raw);
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    return expired(begin());
  }
  if (interaction.uid !== uid || interaction.prompt.name !== step) return expired(begin());
  const clientId = interaction.params['client_id'];
  const client = await provider.Client.find(typeof clientId === 'string' ? clientId : '');
  if (!client) return expired(begin());
  const app = { id: client.clientId, name: client.clientName ?? client.clientId };
  return answer(begin(interaction.params['ui_locales']), interaction, app);
}

function expired(turn: PageTurn): FastifyReply {
  const say = sayIn(turn.language);
  const link = { href: '/', label: say('toHome') };
  return turn.send(
    messagePage({ language: turn.language, title: say('expiredTitle'), text: say('expired'), link }),
    400,
  );
}
