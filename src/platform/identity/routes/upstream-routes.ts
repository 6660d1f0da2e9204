import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../sql/database.ts';
import { readCookie, writeCookie } from '../cookies.ts';
import { randomSecret } from '../digest.ts';
import { messagePage } from '../pages/message-page.ts';
import { sayIn } from '../pages/texts.ts';
import { attemptLifetimeMs, beginAttempt, keepAnswer, takeAttempt, useAnswer } from '../upstream/attempts.ts';
import type { Answer, Attempt, UpstreamTrouble } from '../upstream/attempts.ts';
import type { UpstreamPerson } from '../upstream/claims.ts';
import type { UpstreamRefusal } from '../upstream/decide.ts';
import { upstreamRefusalTexts } from '../upstream/refusal-texts.ts';
import { UpstreamFailed } from '../upstream/upstream-client.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { beginPage, queryOf } from './form-scope.ts';
import type { PageTurn } from './form-scope.ts';
import { browserOf, finishSignIn, placeOf } from './finish-sign-in.ts';
import { expired, withInteraction } from './with-interaction.ts';
import { goOn } from './with-sign-in.ts';
import type { Step, StepParts } from './with-sign-in.ts';

/** What the way to the national e-ID and back needs. */
export interface UpstreamParts extends StepParts {
  readonly database: Database;
  readonly now: () => Date;
  readonly client: UpstreamClient;
  /** The account of somebody whom the e-ID told of, or why there is none. */
  readonly enter: (
    issuer: string,
    person: UpstreamPerson,
  ) => Promise<{ readonly accountId: string } | { readonly refusal: UpstreamRefusal }>;
  /** Says in the log that the e-ID failed; never of whom. */
  readonly onTrouble: (failed: UpstreamFailed) => void;
}

/** Where the e-ID sends people back to. */
export const upstreamReturnPath = '/oidc/e-id/return';

/** Ties the way back to the browser that set out. */
const browserCookie = 'sen-e-id';

/**
 * To the national e-ID and back. Three steps: a link on the sign-in page sets out; the answer is checked where the e-ID sends the
 * browser; and the sign-in goes on at its own address, where alone the browser shows which sign-in it is in. An answer is taken once, only
 * from the issuer that was asked, and only in the browser that set out.
 */
export async function upstreamRoutes(http: FastifyInstance, parts: UpstreamParts): Promise<void> {
  // A link and no form: browsers hold a form's whole chain of redirects against the page's policy, which cannot know where the e-ID is.
  http.get('/oidc/sign-in/:uid/e-id/begin', (request, reply) =>
    withInteraction(parts, request, reply, 'login', (turn, interaction) =>
      setOut(parts, request, turn, interaction.uid),
    ),
  );
  http.get(upstreamReturnPath, (request, reply) => comeBack(parts, request, reply));
  http.get('/oidc/sign-in/:uid/e-id', (request, reply) =>
    withInteraction(parts, request, reply, 'login', (turn, interaction) =>
      letIn(parts, { request, reply, turn, interaction }),
    ),
  );
}

async function setOut(
  parts: UpstreamParts,
  request: FastifyRequest,
  turn: PageTurn,
  interaction: string,
): Promise<FastifyReply> {
  const { client, database, now } = parts;
  const browser = browserOfCookie(request) ?? randomSecret();
  const attempt: Attempt = {
    interaction,
    issuer: client.issuer,
    nonce: randomSecret(),
    verifier: randomBytes(32).toString('base64url'),
  };
  turn.cookies.push(
    writeCookie(browserCookie, browser, {
      path: '/oidc',
      maxAgeSeconds: attemptLifetimeMs / 1000,
      isSecure: parts.isSecure,
    }),
  );
  try {
    const state = await beginAttempt(database, browser, attempt, now());
    return turn.redirect((await client.leave(attempt, state)).href);
  } catch (error) {
    if (!(error instanceof UpstreamFailed)) throw error;
    parts.onTrouble(error);
    return refuse(turn, error.trouble, `/oidc/sign-in/${interaction}`);
  }
}

async function comeBack(
  parts: UpstreamParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { database, guard, isSecure, now } = parts;
  const turn = beginPage(request, reply, { guard, isSecure, purpose: 'e-id' });
  const state = queryOf(request, 'state');
  const browser = browserOfCookie(request);
  // Without the cookie of who set out nothing is looked at and nothing is used up: somebody else's answer, or a second one.
  const attempt =
    state === undefined || browser === undefined
      ? undefined
      : await takeAttempt(database, state, browser, now());
  if (attempt === undefined || state === undefined) return expired(turn);
  await keepAnswer(database, state, await answerOf(parts, attempt, request, state));
  return turn.redirect(`/oidc/sign-in/${attempt.interaction}/e-id`);
}

/** Who came back, as an account or as the reason why there is none. */
async function answerOf(
  parts: UpstreamParts,
  attempt: Attempt,
  request: FastifyRequest,
  state: string,
): Promise<Answer> {
  const { client } = parts;
  try {
    // The settings may have changed meanwhile: what another issuer was asked is not answered by this one.
    if (attempt.issuer !== client.issuer) return { refusal: 'not-trusted' };
    const person = await client.arrive(attempt, new URL(request.url, 'http://here.invalid'), state);
    const entered = await parts.enter(attempt.issuer, person);
    return 'accountId' in entered ? { ...entered, level: person.level } : entered;
  } catch (error) {
    if (!(error instanceof UpstreamFailed)) throw error;
    parts.onTrouble(error);
    return { refusal: error.trouble };
  }
}

async function letIn(parts: UpstreamParts, step: Step): Promise<FastifyReply> {
  const { request, reply, turn, interaction } = step;
  const browser = browserOfCookie(request);
  const answer =
    browser === undefined
      ? undefined
      : await useAnswer(parts.database, interaction.uid, browser, parts.now());
  if (answer === undefined) return expired(turn);
  if ('refusal' in answer) {
    await parts.refuse(
      { method: 'vneid', reason: `e-id-${answer.refusal}`, ...placeOf(request) },
      request.id,
    );
    return refuse(turn, answer.refusal, `/oidc/sign-in/${interaction.uid}`);
  }
  const { accountId, level } = answer;
  const account = await parts.findAccount(accountId);
  if (!account || account.isDisabled) return expired(turn);
  const username = account.username;
  const isKnown = browserOf(parts, request, username) !== undefined;
  const methods = ['vneid'] as const;
  // Level 1 is one factor: whoever set up a second one is asked for it, as after a password.
  if (level === 1)
    return goOn(parts, step, {
      accountId,
      methods,
      details: { username, isKnown, mayOffer: false, madeFactor: false },
    });
  const who = { accountId, username, methods, level, isKnown };
  return (await finishSignIn(parts, request, reply, turn, who)) ?? expired(turn);
}

function refuse(turn: PageTurn, because: UpstreamRefusal | UpstreamTrouble, back: string): FastifyReply {
  const { language } = turn;
  const { title, text } = upstreamRefusalTexts[because];
  const link = { href: back, label: sayIn(language)('eIdOtherWay') };
  const status = because === 'unreachable' ? 503 : 403;
  return turn.send(messagePage({ language, title: title[language], text: text[language], link }), status);
}

function browserOfCookie(request: FastifyRequest): string | undefined {
  const cookie = readCookie(request.headers.cookie, browserCookie);
  return cookie !== undefined && /^[\w-]{43}$/u.test(cookie) ? cookie : undefined;
}
