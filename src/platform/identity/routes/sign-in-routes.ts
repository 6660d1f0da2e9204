import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sourceOf } from '../lockout.ts';
import { signInPage } from '../pages/sign-in-page.ts';
import type { SignInView } from '../pages/sign-in-page.ts';
import { sayIn } from '../pages/texts.ts';
import type { Say } from '../pages/texts.ts';
import type { SignInResult } from '../sign-in.ts';
import { findPending } from '../sign-in-flow.ts';
import { browserOf, finishSignIn, placeOf } from './finish-sign-in.ts';
import { fieldOf, takeForms } from './form-scope.ts';
import { showStage } from './second-step-pages.ts';
import { viewOf, waitText } from './sign-in-view.ts';
import { goOn, mayOffer } from './with-sign-in.ts';
import type { Step, StepParts } from './with-sign-in.ts';
import { expired, withInteraction } from './with-interaction.ts';
import type { App } from './with-interaction.ts';

/** What the sign-in page needs of identity. */
export interface SignInParts extends StepParts {
  readonly signIn: (typed: { username: string; password: string; source: string }) => Promise<SignInResult>;
  /** The account whose PIN was just typed at the shared computer that a request comes from, once. */
  readonly takeSwitch: (request: FastifyRequest) => Promise<string | undefined>;
}

/** The page on which people sign in, and the password: /oidc/sign-in/:uid. */
export async function signInRoutes(http: FastifyInstance, parts: SignInParts): Promise<void> {
  takeForms(http);
  http.get('/oidc/sign-in/:uid', (request, reply) =>
    withInteraction(parts, request, reply, 'login', async (turn, interaction, app) => {
      const step = { request, reply, turn, interaction };
      const { database, now } = parts.factors;
      const switched = await parts.takeSwitch(request);
      if (switched !== undefined) return finishSwitch(parts, step, switched);
      const pending = await findPending(database, interaction.uid, now());
      if (pending) return showStage(parts, step, pending);
      return turn.send(signInPage(await viewOf(parts, step, app, {})));
    }),
  );
  http.post('/oidc/sign-in/:uid', (request, reply) =>
    withInteraction(parts, request, reply, 'login', (turn, interaction, app) =>
      submit(parts, { request, reply, turn, interaction }, app),
    ),
  );
}

/** Lets in who has just typed her PIN at a shared computer; the browser is no new device of hers. */
async function finishSwitch(parts: SignInParts, step: Step, accountId: string): Promise<FastifyReply> {
  const { request, reply, turn } = step;
  const account = await parts.findAccount(accountId);
  if (!account) return expired(turn);
  const methods = ['pin'] as const;
  const who = { accountId, username: account.username, methods, level: 1, isKnown: true } as const;
  return (await finishSignIn(parts, request, reply, turn, who)) ?? expired(turn);
}

async function submit(parts: SignInParts, step: Step, app: App): Promise<FastifyReply> {
  const { request, reply, turn } = step;
  const say = sayIn(turn.language);
  const username = fieldOf(request, 'username').trim();
  const password = fieldOf(request, 'password');
  const again = async (view: Partial<SignInView>, status: number): Promise<FastifyReply> =>
    turn.send(signInPage(await viewOf(parts, step, app, { username, ...view })), status);

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
  const browser = browserOf(parts, request, username);
  const result = await parts.signIn({ username, password, source: sourceOf(request.ip, browser) });
  if (!result.ok) {
    const accountId = 'accountId' in result ? result.accountId : undefined;
    const { reason } = result;
    const tried = { method: 'password', reason, ...placeOf(request) } as const;
    await parts.refuse(accountId === undefined ? tried : { ...tried, accountId }, request.id);
    if (result.waitMs > 0) void reply.header('retry-after', Math.ceil(result.waitMs / 1000));
    return again({ passwordError: refusalText(say, result) }, result.waitMs > 0 ? 429 : 422);
  }
  return goOn(parts, step, {
    accountId: result.accountId,
    methods: ['password'],
    details: {
      username,
      isKnown: browser !== undefined,
      mayOffer: mayOffer(request, fieldOf(request, 'can-passkey') === '1'),
      madeFactor: false,
    },
  });
}

/** The same sentence for a wrong name, a wrong password and a closed account; a wait is told with how long. */
function refusalText(say: Say, result: Exclude<SignInResult, { ok: true }>): string {
  return result.waitMs === 0 ? say('wrong') : waitText(say, result.waitMs);
}
