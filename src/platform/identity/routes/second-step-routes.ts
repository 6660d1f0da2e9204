import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { checkCode } from '../factors/check-code.ts';
import { takeAssertion } from '../factors/passkey-assertion.ts';
import { keepPasskey } from '../factors/register-passkey.ts';
import { takeTotpCode } from '../factors/totp-store.ts';
import { sayIn } from '../pages/texts.ts';
import type { SignInMethod } from '../sessions/assurance.ts';
import { deviceNameOf } from '../sessions/device-name.ts';
import { dropPending, findPending } from '../sign-in-flow.ts';
import type { Pending } from '../sign-in-flow.ts';
import { browserOf, placeOf } from './finish-sign-in.ts';
import { fieldOf, readResponse, takeForms } from './form-scope.ts';
import { showStage } from './second-step-pages.ts';
import { waitText } from './sign-in-view.ts';
import { goOn, rememberLater } from './with-sign-in.ts';
import type { Step, StepParts } from './with-sign-in.ts';
import { withInteraction } from './with-interaction.ts';

/** What comes after the password: the second step, setting one up, recovery codes, the offer of a passkey, beginning anew. */
export async function secondStepRoutes(http: FastifyInstance, parts: StepParts): Promise<void> {
  takeForms(http);
  const at = (
    path: 'step' | 'setup' | 'go-on',
    answer: (step: Step, pending: Pending) => Promise<FastifyReply>,
  ): void => {
    http.post(`/oidc/sign-in/:uid/${path}`, (request, reply) =>
      withStage(parts, request, reply, stagesOf[path], answer),
    );
  };
  at('step', (step, pending) => takeSecond(parts, step, pending));
  at('setup', (step, pending) => setUp(parts, step, pending));
  at('go-on', (step, pending) => leave(parts, step, pending));
  http.post('/oidc/sign-in/:uid/restart', (request, reply) =>
    withInteraction(parts, request, reply, 'login', async (turn, interaction) => {
      if (turn.isFormRight) await dropPending(parts.factors.database, interaction.uid);
      return turn.redirect(`/oidc/sign-in/${interaction.uid}`);
    }),
  );
}

const stagesOf = {
  step: ['second'],
  setup: ['setup', 'offer'],
  'go-on': ['codes', 'offer'],
} as const satisfies Record<string, readonly Pending['stage'][]>;

/** Answers where the sign-in stands at one of these stages; else leads to the page where it does stand. */
function withStage(
  parts: StepParts,
  request: FastifyRequest,
  reply: FastifyReply,
  stages: readonly Pending['stage'][],
  answer: (step: Step, pending: Pending) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  return withInteraction(parts, request, reply, 'login', async (turn, interaction) => {
    const { database, now } = parts.factors;
    const pending = await findPending(database, interaction.uid, now());
    if (!pending || !stages.includes(pending.stage)) return turn.redirect(`/oidc/sign-in/${interaction.uid}`);
    const step = { request, reply, turn, interaction };
    if (turn.isFormRight) return answer(step, pending);
    return showStage(parts, step, pending, { general: sayIn(turn.language)('formOld'), status: 403 });
  });
}

async function takeSecond(parts: StepParts, step: Step, pending: Pending): Promise<FastifyReply> {
  const { request, reply, turn } = step;
  const say = sayIn(turn.language);
  const response = fieldOf(request, 'response');
  const code = fieldOf(request, 'code').trim();
  if (response === '' && code === '')
    return showStage(parts, step, pending, { codeError: say('codeMissing'), status: 422 });
  const refuse = (method: SignInMethod, reason: string): Promise<void> =>
    parts.refuse({ accountId: pending.accountId, method, reason, ...placeOf(request) }, request.id);
  if (response !== '') {
    const { factors } = parts;
    const use = { purpose: 'second-step', bound: step.interaction.uid } as const;
    const given = readResponse(response);
    const result = await takeAssertion(
      factors.database,
      factors,
      use,
      given,
      factors.now(),
      pending.accountId,
    );
    if (result.ok) return pass(parts, step, pending, 'passkey');
    await refuse('passkey', result.reason);
    return showStage(parts, step, pending, { general: say('passkeyRefused'), status: 422 });
  }
  const browser = browserOf(parts, request, pending.details.username);
  const place = { source: browser ?? '*', takesRecovery: true };
  const result = await checkCode(parts.factors, pending.accountId, code, place, parts.factors.now());
  if (result.ok) return pass(parts, step, pending, result.method);
  await refuse('totp', result.reason);
  if (result.waitMs > 0) void reply.header('retry-after', Math.ceil(result.waitMs / 1000));
  const codeError = result.waitMs > 0 ? waitText(say, result.waitMs) : say('codeWrong');
  return showStage(parts, step, pending, { codeError, status: result.waitMs > 0 ? 429 : 422 });
}

function pass(parts: StepParts, step: Step, pending: Pending, method: SignInMethod): Promise<FastifyReply> {
  return goOn(parts, step, { ...pending, methods: [...pending.methods, method] });
}

/** A first second factor is made: a passkey, or an authenticator whose code was typed. Both count as shown. */
async function setUp(parts: StepParts, step: Step, pending: Pending): Promise<FastifyReply> {
  const { request, turn, interaction } = step;
  const { factors } = parts;
  const say = sayIn(turn.language);
  const response = fieldOf(request, 'response');
  const details = { ...pending.details, madeFactor: true, mayOffer: false };
  if (response !== '') {
    const account = await parts.findAccount(pending.accountId);
    const name = deviceNameOf(request.headers['user-agent']) || say('passkeyNamed');
    const isKept =
      account !== undefined &&
      (await keepPasskey(factors, account, interaction.uid, readResponse(response), name));
    if (!isKept) return showStage(parts, step, pending, { general: say('passkeyNotMade'), status: 422 });
    return goOn(parts, step, { ...pending, methods: [...pending.methods, 'passkey'], details });
  }
  const code = fieldOf(request, 'code').trim();
  const isRight =
    pending.stage === 'setup' &&
    (await takeTotpCode(factors.database, factors.seal, pending.accountId, code, factors.now(), true));
  if (!isRight)
    return showStage(parts, step, pending, {
      codeError: say(code === '' ? 'codeMissing' : 'codeWrong'),
      status: 422,
    });
  return goOn(parts, step, { ...pending, methods: [...pending.methods, 'totp'], details });
}

/** The codes were saved, or the offer was put off. */
function leave(parts: StepParts, step: Step, pending: Pending): Promise<FastifyReply> {
  if (pending.stage === 'offer') rememberLater(parts, step.turn);
  return goOn(parts, step, { ...pending, details: { ...pending.details, mayOffer: false } });
}
