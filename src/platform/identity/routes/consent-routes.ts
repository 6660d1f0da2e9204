import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults, Provider } from 'oidc-provider';
import { parseSmartScope, splitScopes } from '../../access/smart-scope.ts';
import type { Account } from '../accounts.ts';
import type { AppDecision, ConsentHow } from '../apps/app-consents.ts';
import type { Launch } from '../apps/launches.ts';
import { consentPage } from '../pages/consent-page.ts';
import { consentItems, consentTextVersion, isAlways, sayConsent } from '../pages/consent-texts.ts';
import { messagePage } from '../pages/message-page.ts';
import { pickPersonPage } from '../pages/pick-person-page.ts';
import type { PersonChoice } from '../pages/pick-person-page.ts';
import { fieldOf, fieldsOf, queryOf, takeForms } from './form-scope.ts';
import type { PageTurn } from './form-scope.ts';
import { formTargetsOf, withInteraction } from './with-interaction.ts';
import type { App, Interaction, InteractionParts } from './with-interaction.ts';

/** What letting an app in needs of identity. */
export interface ConsentParts extends InteractionParts {
  readonly hours: number;
  readonly days: number;
  readonly findAccount: (id: string) => Promise<Account | undefined>;
  /** People within an account's reach by name or number; [] where the text finds nobody. */
  readonly findPeople: (accountId: string, text: string) => Promise<readonly PersonChoice[]>;
  /** One person within reach, asked for by id. */
  readonly findPerson: (accountId: string, patientId: string) => Promise<PersonChoice | undefined>;
  readonly takeLaunch: (
    secret: string,
    by: { clientId: string; accountId: string },
  ) => Promise<Launch | undefined>;
  /** What the person allowed this app before, where that answers all that is asked now. */
  readonly remembered: (
    accountId: string,
    clientId: string,
    asked: readonly string[],
  ) => Promise<readonly string[] | undefined>;
  readonly keepDecision: (decision: AppDecision) => Promise<void>;
  /** Writes to the audit what the person decided about which app. */
  readonly auditConsent: (
    accountId: string,
    clientId: string,
    agreed: boolean,
    requestId: string,
  ) => Promise<void>;
}

/** One request to let an app in, with what is known of it so far. */
interface Asking {
  readonly parts: ConsentParts;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly turn: PageTurn;
  readonly interaction: Interaction;
  readonly app: App;
  readonly account: Account;
  readonly asked: readonly string[];
  readonly how: ConsentHow;
}

/** Whose data it is about, once that is known. */
interface About {
  readonly person?: PersonChoice;
  readonly encounterId?: string;
}

/** The pages on which people let an app in, or not: /oidc/consent/:uid. */
export async function consentRoutes(http: FastifyInstance, parts: ConsentParts): Promise<void> {
  takeForms(http);
  const step = (
    request: FastifyRequest,
    reply: FastifyReply,
    answer: (asking: Asking) => Promise<FastifyReply>,
  ): Promise<FastifyReply> =>
    withInteraction(parts, request, reply, 'consent', async (turn, interaction, app) => {
      const account = await parts.findAccount(interaction.session?.accountId ?? '');
      if (!account) return turn.redirect('/');
      const asked = askedScopes(interaction);
      const how = howOf(interaction);
      return answer({ parts, request, reply, turn, interaction, app, account, asked, how });
    });
  http.get('/oidc/consent/:uid', (request, reply) => step(request, reply, show));
  http.post('/oidc/consent/:uid', (request, reply) => step(request, reply, decide));
}

/** Opens the app at once where a health worker was asked before, else asks: first for whom, then what. */
async function show(asking: Asking): Promise<FastifyReply> {
  const { parts, account, app, asked, how, request } = asking;
  const about = await findAbout(asking, queryOf(request, 'patient'));
  if (about === 'launch-gone') return launchGone(asking);
  if (about === 'nobody') return noRecord(asking);
  if (about === 'ask') return pick(asking);
  if (how === 'ehr-launch') {
    const allowed = await parts.remembered(account.id, app.id, asked);
    if (allowed) return letIn(asking, about, allowed, 'remembered ');
  }
  return ask(asking, about);
}

async function decide(asking: Asking): Promise<FastifyReply> {
  const { asked, interaction, request, turn } = asking;
  if (!turn.isFormRight) return turn.redirect(`/oidc/consent/${interaction.uid}`);
  if (fieldOf(request, 'answer') !== 'agree') return refuse(asking);
  const about = await findAbout(asking, fieldOf(request, 'patient') || undefined);
  if (about === 'launch-gone') return launchGone(asking);
  if (about === 'nobody') return noRecord(asking);
  if (about === 'ask') return pick(asking);
  const ticked = new Set(fieldsOf(request, 'allow').flatMap(splitScopes));
  const allowed = asked.filter((scope) => isAlways(scope) || ticked.has(scope));
  const hasChoice = consentItems(turn.language, asked).length > 0;
  if (hasChoice && allowed.every(isAlways)) return ask(asking, about, true);
  return letIn(asking, about, allowed, '');
}

/**
 * Whose data the app is about. A launch says it; otherwise it is the person herself, or whom a health worker chooses. Everybody but
 * herself is looked up through the record as the one who signed in, so that nobody out of reach can be named.
 */
async function findAbout(
  asking: Asking,
  chosen: string | undefined,
): Promise<About | 'ask' | 'nobody' | 'launch-gone'> {
  const { parts, account, asked, how } = asking;
  if (how === 'ehr-launch') {
    const launch = await launchOf(asking);
    const person = launch && (await parts.findPerson(account.id, launch.patientId));
    if (!launch || !person) return 'launch-gone';
    return { person, ...(launch.encounterId === undefined ? {} : { encounterId: launch.encounterId }) };
  }
  if (!asked.some((scope) => scope === 'launch/patient' || parseSmartScope(scope)?.context === 'patient'))
    return {};
  const own = ownOf(account);
  const isWorker = account.roles.some(({ facilityId }) => facilityId !== undefined);
  if (!isWorker) return own ? { person: own } : 'nobody';
  if (chosen === undefined) return 'ask';
  if (chosen === own?.id) return { person: own };
  const person = await parts.findPerson(account.id, chosen);
  return person ? { person } : 'ask';
}

/** The launch is used up at the first look and kept with the interaction, so that the pages that follow need it no more. */
async function launchOf({ parts, interaction, account, app }: Asking): Promise<Launch | undefined> {
  const kept = interaction.lastSubmission?.['launch'] as Launch | undefined;
  if (kept?.accountId === account.id) return kept;
  const secret = interaction.params['launch'];
  if (typeof secret !== 'string') return undefined;
  const launch = await parts.takeLaunch(secret, { clientId: app.id, accountId: account.id });
  if (!launch) return undefined;
  interaction.lastSubmission = { ...interaction.lastSubmission, launch };
  await interaction.persist();
  return launch;
}

function ownOf(account: Account): PersonChoice | undefined {
  return account.patientId !== undefined && account.roles.some(({ role }) => role === 'citizen')
    ? { id: account.patientId, name: account.display }
    : undefined;
}

function ask(asking: Asking, about: About, isEmpty = false): FastifyReply {
  const { parts, account, app, asked, interaction, turn } = asking;
  const isUsers = asked.some((scope) => parseSmartScope(scope)?.context === 'user');
  const { person } = about;
  return turn.send(
    consentPage({
      language: turn.language,
      action: `/oidc/consent/${interaction.uid}`,
      formToken: turn.formToken,
      app: app.name,
      person: account.display,
      scopes: asked,
      whose: isUsers
        ? 'user'
        : person
          ? { name: person.name, isOwn: person.id === account.patientId }
          : 'nobody',
      ...(person && { patientId: person.id }),
      hours: parts.hours,
      days: parts.days,
      formTargets: formTargetsOf(interaction),
      isEmpty,
    }),
    isEmpty ? 422 : 200,
  );
}

async function pick(asking: Asking): Promise<FastifyReply> {
  const { parts, account, app, interaction, request, turn } = asking;
  const searched = (queryOf(request, 'q') ?? '').trim().slice(0, 100);
  const own = ownOf(account);
  return turn.send(
    pickPersonPage({
      language: turn.language,
      action: `/oidc/consent/${interaction.uid}`,
      formToken: turn.formToken,
      app: app.name,
      searched,
      people: searched === '' ? [] : await parts.findPeople(account.id, searched),
      ...(own && { own }),
      formTargets: formTargetsOf(interaction),
    }),
  );
}

/** Makes a grant of its own for each time an app is let in: what one launch was for never mixes with the next. */
async function letIn(
  asking: Asking,
  about: About,
  allowed: readonly string[],
  mark: '' | 'remembered ',
): Promise<FastifyReply> {
  const { parts, account, app, asked, how, interaction, turn } = asking;
  const given =
    about.encounterId === undefined ? allowed.filter((one) => one !== 'launch/encounter') : allowed;
  const grantId = await saveGrant(parts.provider, interaction, account.id, app.id, new Set(given));
  const lasts = given.includes('offline_access');
  const sessionUid = interaction.session?.uid;
  await parts.keepDecision({
    accountId: account.id,
    clientId: app.id,
    grantId,
    asked,
    allowed: given,
    how,
    ...(about.person && { patientId: about.person.id }),
    ...(about.encounterId !== undefined && { encounterId: about.encounterId }),
    ...(!lasts && sessionUid !== undefined && { sessionUid }),
    textVersion: mark + consentTextVersion(turn.language),
    language: turn.language,
  });
  await parts.auditConsent(account.id, app.id, true, asking.request.id);
  return finish(asking, { consent: { grantId } });
}

async function refuse(asking: Asking): Promise<FastifyReply> {
  const { parts, account, app, asked, how, turn } = asking;
  await parts.keepDecision({
    accountId: account.id,
    clientId: app.id,
    asked,
    allowed: [],
    how,
    textVersion: consentTextVersion(turn.language),
    language: turn.language,
  });
  await parts.auditConsent(account.id, app.id, false, asking.request.id);
  return finish(asking, { error: 'access_denied', error_description: 'the person did not agree' });
}

async function finish(
  { parts, request, reply, turn }: Asking,
  result: InteractionResults,
): Promise<FastifyReply> {
  return turn.redirect(await parts.provider.interactionResult(request.raw, reply.raw, result));
}

function noRecord({ app, turn }: Asking): FastifyReply {
  const say = sayConsent(turn.language);
  const title = say('noRecordTitle', { app: app.name });
  return turn.send(messagePage({ language: turn.language, title, text: say('noRecord') }), 403);
}

function launchGone({ turn }: Asking): FastifyReply {
  const say = sayConsent(turn.language);
  return turn.send(
    messagePage({ language: turn.language, title: say('launchGoneTitle'), text: say('launchGone') }),
    403,
  );
}

async function saveGrant(
  provider: Provider,
  interaction: Interaction,
  accountId: string,
  clientId: string,
  allowed: ReadonlySet<string>,
): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId });
  for (const scope of textsOf(interaction.prompt.details['missingOIDCScope'])) {
    if (allowed.has(scope)) grant.addOIDCScope(scope);
    else grant.rejectOIDCScope(scope);
  }
  for (const [resource, scopes] of resourceScopes(interaction)) {
    for (const scope of scopes) {
      if (allowed.has(scope)) grant.addResourceScope(resource, scope);
      else grant.rejectResourceScope(resource, scope);
    }
  }
  return grant.save();
}

function howOf(interaction: Interaction): ConsentHow {
  if (interaction.deviceCode !== undefined) return 'device';
  return typeof interaction.params['launch'] === 'string' ? 'ehr-launch' : 'standalone';
}

function askedScopes(interaction: Interaction): readonly string[] {
  const openid = textsOf(interaction.prompt.details['missingOIDCScope']);
  return [...openid, ...resourceScopes(interaction).flatMap(([, scopes]) => scopes)];
}

function resourceScopes(interaction: Interaction): readonly (readonly [string, readonly string[]])[] {
  const missing = interaction.prompt.details['missingResourceScopes'];
  if (typeof missing !== 'object' || missing === null) return [];
  return Object.entries(missing).map(([resource, scopes]) => [resource, textsOf(scopes)] as const);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
