import type { FastifyInstance, FastifyReply } from 'fastify';
import { foldUsername } from '../accounts.ts';
import { makeChallenge } from '../factors/challenge.ts';
import { assertionOptions, decoyCredential, takeAssertion } from '../factors/passkey-assertion.ts';
import type { AssertionOptions } from '../factors/passkey-assertion.ts';
import { listPasskeys } from '../factors/passkey-store.ts';
import { signInPage } from '../pages/sign-in-page.ts';
import { sayIn } from '../pages/texts.ts';
import { browserOf, placeOf } from './finish-sign-in.ts';
import { fieldOf, readResponse, takeForms } from './form-scope.ts';
import { viewOf } from './sign-in-view.ts';
import { goOn } from './with-sign-in.ts';
import type { Step, StepParts } from './with-sign-in.ts';
import { withInteraction } from './with-interaction.ts';
import type { App } from './with-interaction.ts';

/** What the names of accounts are looked up with. */
export interface PasskeyParts extends StepParts {
  readonly findAccountId: (username: string) => Promise<string | undefined>;
}

/** Signing in with a passkey: /oidc/sign-in/:uid/passkey, and what to ask for where a name was typed: …/options. */
export async function passkeyRoutes(http: FastifyInstance, parts: PasskeyParts): Promise<void> {
  takeForms(http);
  http.post('/oidc/sign-in/:uid/passkey', (request, reply) =>
    withInteraction(parts, request, reply, 'login', (turn, interaction, app) =>
      submit(parts, { request, reply, turn, interaction }, app),
    ),
  );
  http.post('/oidc/sign-in/:uid/options', (request, reply) =>
    withInteraction(parts, request, reply, 'login', async (turn, interaction) => {
      if (!turn.isFormRight) return reply.code(403).send({});
      const name = foldUsername(fieldOf(request, 'username')).slice(0, 200);
      return reply.header('cache-control', 'no-store').send(await askByName(parts, interaction.uid, name));
    }),
  );
}

/** With a name also keys that must be told which credential is meant. Names that nobody has are answered alike. */
async function askByName(parts: PasskeyParts, uid: string, username: string): Promise<AssertionOptions> {
  const { database, party, keys, now } = parts.factors;
  const accountId = await parts.findAccountId(username);
  const held = accountId === undefined ? [] : await listPasskeys(database, accountId);
  const allowed = held.length > 0 ? held : [decoyCredential(keys, username)];
  return assertionOptions(party, makeChallenge(keys, { purpose: 'sign-in', bound: uid }, now()), allowed);
}

async function submit(parts: StepParts, step: Step, app: App): Promise<FastifyReply> {
  const { request, turn, interaction } = step;
  const say = sayIn(turn.language);
  const again = async (general: string, status: number): Promise<FastifyReply> =>
    turn.send(signInPage(await viewOf(parts, step, app, { general })), status);
  if (!turn.isFormRight) return again(say('formOld'), 403);
  const { factors } = parts;
  const use = { purpose: 'sign-in', bound: interaction.uid } as const;
  const response = readResponse(fieldOf(request, 'response'));
  const result = await takeAssertion(factors.database, factors, use, response, factors.now());
  const account = result.ok ? await parts.findAccount(result.passkey.accountId) : undefined;
  if (!result.ok || !account || account.isDisabled) {
    const reason = result.ok ? 'disabled' : result.reason;
    const accountId = result.ok ? result.passkey.accountId : result.accountId;
    const tried = { method: 'passkey', reason, ...placeOf(request) } as const;
    await parts.refuse(accountId === undefined ? tried : { ...tried, accountId }, request.id);
    return again(say('passkeyRefused'), 422);
  }
  return goOn(parts, step, {
    accountId: account.id,
    methods: ['passkey'],
    details: {
      username: account.username,
      isKnown: browserOf(parts, request, account.username) !== undefined,
      mayOffer: false,
      madeFactor: false,
    },
  });
}
