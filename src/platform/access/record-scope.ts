import type { Interaction } from './access-words.ts';
import type { Actor, RecordScope } from './actor.ts';
import { effectivePurpose, mayWithOwn, openingsOf } from './openings.ts';
import { isDefinitionType, isOpenType, isTraceType } from './resource-kinds.ts';
import { parseSmartScope } from './smart-scope.ts';
import type { ScopeContext, ScopeLetter, SmartScope } from './smart-scope.ts';
import type { FilterPart } from './scope-filter.ts';

const none = { patientIds: [], grantees: [], openings: [] } as const;
const nothing: RecordScope = { ...none, reach: 'none', may: () => false };
const everything: RecordScope = { ...none, reach: 'all', may: () => true };

const letterOf: Readonly<Record<Interaction, ScopeLetter>> = {
  create: 'c',
  read: 'r',
  update: 'u',
  delete: 'd',
  search: 's',
};

/**
 * Which part of the record an actor may touch. Deny by default: a right exists only where a role or a scope names it, and each
 * added role can only widen, never take away.
 *
 * With reach 'facility' the persons in `patientIds` are reached too: a doctor keeps the right to her own record.
 * @source Law 15/2023/QH15 Art. 69 (who may see a medical record); Law 91/2025/QH15 (health data are sensitive personal data)
 */
export function recordScope(actor: Actor): RecordScope {
  if (actor.kind === 'anonymous') return nothing;
  if (actor.kind === 'platform') return everything;
  if (actor.kind === 'system') return systemScope(actor);
  const own = personScope(actor);
  return actor.scopes.length === 0 ? own : narrowToApp(own, actor);
}

/**
 * A system reaches whomever its scopes let it, and only in the ways they name; one that speaks for a facility reaches only the
 * persons whom that facility treats or has in its charge, and defines nothing for the others.
 */
function systemScope(actor: Actor): RecordScope {
  const scopes = scopesOf(actor, 'system');
  if (scopes.length === 0) return nothing;
  return {
    ...none,
    reach: 'all',
    ...(actor.facilityId !== undefined && {
      reach: 'facility',
      facilityId: actor.facilityId,
      grantees: workNames(actor, actor.facilityId),
      openings: openingsOf(['facility-system'], 'exchange'),
    }),
    may: (interaction, resourceType) =>
      permits(scopes, interaction, resourceType) &&
      !(isTraceType(resourceType) && (interaction === 'update' || interaction === 'delete')) &&
      (actor.facilityId === undefined || isReading(interaction) || !isDefinitionType(resourceType)),
    ...filtersOf(scopes),
  };
}

const isReading = (interaction: Interaction): boolean => interaction === 'read' || interaction === 'search';

/** Roles of the policy that accounts of people never hold. */
const notOfPeople: ReadonlySet<string> = new Set(['platform', 'national-system', 'facility-system']);

function personScope(actor: Actor): RecordScope {
  const { facilityId, patientId } = actor;
  const isCitizen = actor.roles.includes('citizen') && patientId !== undefined;
  const purpose = effectivePurpose(actor);
  const work = facilityId === undefined ? [] : actor.roles.filter(isWork);
  const atWork = openingsOf(work, purpose);
  const asCitizen = isCitizen ? openingsOf(['citizen'], purpose) : [];
  const openings = asCitizen.length === 0 ? atWork : [...atWork, ...asCitizen];
  const isAtWork = atWork.length > 0 && facilityId !== undefined;
  return {
    reach: isAtWork ? 'facility' : isCitizen ? 'own' : 'none',
    patientIds: isCitizen ? [patientId] : [],
    ...(isAtWork && { facilityId }),
    grantees: [
      ...(isAtWork ? workNames(actor, facilityId) : []),
      ...(isCitizen ? [`Patient/${patientId}`] : []),
    ],
    openings,
    may: (interaction, resourceType) => {
      // Nobody deletes through the record: what was wrong is marked as entered in error and its history stays.
      if (isTraceType(resourceType) || interaction === 'delete') return false;
      if (isOpenType(resourceType)) return isReading(interaction);
      if (isCitizen && mayWithOwn(interaction, resourceType)) return true;
      return openings.some(({ may }) => may(interaction, resourceType));
    },
  };
}

const isWork = (role: string): boolean => role !== 'citizen' && !notOfPeople.has(role);

/** By what names ties mean somebody at work; '*' is everybody who is. */
function workNames(actor: Actor, facilityId: string): string[] {
  const { accountId, practitionerId, places = [] } = actor;
  return [
    facilityId,
    ...(practitionerId === undefined ? [] : [`Practitioner/${practitionerId}`]),
    `account:${accountId}`,
    '*',
    ...places.map((code) => `place:${code}`),
  ];
}

/** An app that a person signed in to has the person's rights cut down to the scopes she agreed to. */
function narrowToApp(own: RecordScope, actor: Actor): RecordScope {
  const patient = scopesOf(actor, 'patient');
  const user = scopesOf(actor, 'user');
  // The two contexts mean different persons; Sen never grants both to one app, and a token that claims both reaches nothing.
  if (patient.length > 0 === user.length > 0) return nothing;
  if (user.length > 0)
    return { ...own, may: (i, type) => own.may(i, type) && permits(user, i, type), ...filtersOf(user) };
  const one = personOfLaunch(own, actor);
  return { ...one, may: (i, type) => one.may(i, type) && permits(patient, i, type), ...filtersOf(patient) };
}

/**
 * 'patient/' is about one person: the one chosen at the launch, within what the user reaches, or else the user herself. A chosen person
 * never widens a reach, she only narrows it.
 */
function personOfLaunch(own: RecordScope, actor: Actor): RecordScope {
  const chosen = actor.launch?.patientId;
  if (chosen === undefined || own.patientIds.includes(chosen))
    return own.patientIds.length === 0
      ? nothing
      : { ...personScope({ ...actor, roles: ['citizen'] }), grantees: [], openings: [] };
  if (own.reach !== 'facility') return nothing;
  const atWork = personScope({ ...actor, roles: actor.roles.filter((role) => role !== 'citizen') });
  return { ...atWork, onlyPatientId: chosen };
}

/** What filters the scopes leave of a type; without any filter the member is left out, so that nobody else pays for it. */
function filtersOf(scopes: readonly SmartScope[]): Pick<RecordScope, 'filters'> {
  if (scopes.every(({ filter }) => filter.length === 0)) return {};
  return {
    filters: (interaction, resourceType): readonly (readonly FilterPart[])[] | undefined => {
      const ways = scopes.filter((scope) => names(scope, interaction, resourceType));
      const isWhole = ways.length === 0 || ways.some(({ filter }) => filter.length === 0);
      return isWhole ? undefined : ways.map(({ filter }) => filter);
    },
  };
}

const parsed = new WeakMap<readonly string[], readonly SmartScope[]>();

/** The scopes of one context; read once per token, since the list lives as long as the cached actor. */
function scopesOf(actor: Actor, context: ScopeContext): readonly SmartScope[] {
  let scopes = parsed.get(actor.scopes);
  if (!scopes) {
    scopes = actor.scopes.flatMap((text) => parseSmartScope(text) ?? []);
    parsed.set(actor.scopes, scopes);
  }
  return scopes.filter((scope) => scope.context === context);
}

function permits(scopes: readonly SmartScope[], interaction: Interaction, resourceType: string): boolean {
  return scopes.some((scope) => names(scope, interaction, resourceType));
}

function names(scope: SmartScope, interaction: Interaction, resourceType: string): boolean {
  return (
    (scope.resourceType === '*' || scope.resourceType === resourceType) &&
    scope.letters.has(letterOf[interaction])
  );
}
