import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { foreignAuthor } from '../../access/authorship.ts';
import { recordScope } from '../../access/record-scope.ts';
import { isOpenType } from '../../access/resource-kinds.ts';
import type { Transaction } from '../../sql/database.ts';
import { rowBucket } from '../place.ts';
import { isInCare, type Reach } from '../reach.ts';
import { careRelationOf } from './care-relation.ts';
import type { Draft, Json } from './intent.ts';
import { refuse } from './refuse.ts';

/** Why an actor may write about a person: her facility cares for her or registers her now, or she is the person. */
type Way = 'care' | 'own' | 'none';

/**
 * Whom the actor may write about, and in whose name. Checked before anything is written; one question per person.
 * Error: access.denied, naming the entry and where it helps the element.
 */
export async function checkReach(
  tx: Transaction,
  reach: Reach,
  live: readonly Draft[],
  now: Date,
): Promise<void> {
  if (reach.scope.reach === 'all') return;
  const ways = new Map<string, Way>();
  const wayTo = async (patient: string): Promise<Way> => {
    const way = ways.get(patient) ?? (await findWay(tx, reach, live, patient, now));
    ways.set(patient, way);
    return way;
  };
  for (const draft of live) {
    const { patient, intent } = draft;
    checkOrigin(reach, draft);
    if (isOpenType(intent.resourceType) && reach.actor.kind === 'system') {
      checkDirectory(reach, draft);
      continue;
    }
    // A system's own; whose it is was looked at before.
    if (intent.resourceType === 'Subscription' && reach.actor.kind === 'system') continue;
    if (isOpenType(intent.resourceType) || patient === null) throw denied(draft);
    const way = await wayTo(patient);
    if (way === 'none') throw denied(draft, isNewPerson(live, patient) ? texts.newcomer : undefined);
    // What names a second person lies in her record too.
    for (const other of draft.further) {
      if ((await wayTo(other)) === 'none' && !(await isSharedAlready(tx, draft, other))) throw denied(draft);
    }
    if (way === 'own') checkOwn(reach, draft);
    checkTie(reach, draft, now);
  }
}

async function findWay(
  tx: Transaction,
  reach: Reach,
  live: readonly Draft[],
  patient: string,
  now: Date,
): Promise<Way> {
  // Somebody new comes into a facility's care by the very write that registers her; nobody else does.
  const brings = live.some((one) => {
    const relation = careRelationOf(one, now);
    return relation?.patient === patient && relation.facility === reach.scope.facilityId;
  });
  if (reach.scope.reach === 'facility' && isNewPerson(live, patient) && brings) return 'care';
  if (await isInCare(tx, reach, patient, now)) return 'care';
  return reach.persons.includes(patient) ? 'own' : 'none';
}

function isNewPerson(live: readonly Draft[], patient: string): boolean {
  return live.some((one) => one.rowId === patient && one.previous === undefined);
}

async function isSharedAlready(tx: Transaction, draft: Draft, patient: string): Promise<boolean> {
  if (draft.previous === undefined) return false;
  const text = 'select 1 from record.shared s where s.bucket = $1 and s.patient = $2 and s.id = $3';
  return (await tx.query({ text, values: [rowBucket(patient), patient, draft.rowId] })).rowCount > 0;
}

/** Her own record, outside of any care: also a doctor writes there as the citizen she is, and only what is hers. */
function checkOwn({ actor }: Reach, draft: Draft): void {
  const { intent, resource } = draft;
  const asCitizen = recordScope({ ...actor, roles: actor.roles.filter((role) => role === 'citizen') });
  if (!asCitizen.may(intent.method, intent.resourceType)) throw denied(draft);
  const self = new Set(actor.patientId === undefined ? [] : [`Patient/${actor.patientId}`]);
  const element = resource === undefined ? undefined : foreignAuthor(resource, self);
  if (element !== undefined) throw denied(draft, texts.author, element);
}

/** A facility ties people to itself only: another one's visit would open the record to it, and would not be true. */
function checkTie({ scope }: Reach, draft: Draft, now: Date): void {
  const facility = careRelationOf(draft, now)?.facility;
  if (facility === undefined || facility === scope.facilityId) return;
  const before = draft.previousText === undefined ? undefined : (JSON.parse(draft.previousText) as Json);
  if (careRelationOf({ ...draft, resource: before }, now)?.facility === facility) return;
  throw denied(draft, texts.facility);
}

/** By what a line of the directory says whose it is. */
const owners = ['managingOrganization', 'providedBy', 'organization', 'partOf'] as const;

/**
 * A facility keeps its own lines of the directory: those of others it neither changes nor takes away, and what is nobody's (a
 * practitioner, a medicine) it does not take away.
 */
function checkDirectory({ scope }: Reach, draft: Draft): void {
  const { intent, previousText, resource } = draft;
  if (previousText === undefined) return;
  const own = `Organization/${scope.facilityId ?? ''}`;
  const before = JSON.parse(previousText) as Json;
  if (`${before.resourceType}/${intent.id ?? draft.fhirId}` === own && resource !== undefined) return;
  const named = owners.flatMap((element) => {
    const reference = (before[element] as { reference?: unknown } | undefined)?.reference;
    return typeof reference === 'string' && reference.startsWith('Organization/') ? [reference] : [];
  });
  const isNobodys = named.length === 0 && before.resourceType !== 'Organization';
  if (named.includes(own) || (isNobodys && resource !== undefined)) return;
  throw denied(draft, texts.facility);
}

/** A system that speaks for one facility does not say of another that it made or sent something. */
function checkOrigin({ scope }: Reach, draft: Draft): void {
  if (draft.resource?.resourceType !== 'Provenance') return;
  const agents = (draft.resource['agent'] ?? []) as readonly {
    readonly who?: { readonly reference?: unknown };
    readonly onBehalfOf?: { readonly reference?: unknown };
  }[];
  const foreign = agents
    .flatMap(({ who, onBehalfOf }) => [who?.reference, onBehalfOf?.reference])
    .some(
      (reference) =>
        typeof reference === 'string' &&
        reference.startsWith('Organization/') &&
        reference !== `Organization/${scope.facilityId ?? ''}`,
    );
  if (foreign) throw denied(draft, texts.facility, 'agent');
}

const texts = {
  author: {
    vi: 'Người dân chỉ ghi thay cho chính mình: phần tử này phải trỏ tới hồ sơ của chính người ghi.',
    en: 'A person writes in her own name only: this element must point to the record of who writes.',
  },
  facility: {
    vi: 'Chỉ ghi được thay cho cơ sở của chính mình, không thay cho cơ sở khác.',
    en: 'Only what one’s own facility did can be written here, not what another did.',
  },
  newcomer: {
    vi: 'Người mới phải được ghi kèm nơi quản lý (managingOrganization) hoặc lượt khám của chính cơ sở mình.',
    en: 'Somebody new must come with the own facility as managingOrganization, or with a visit there.',
  },
} as const satisfies Record<string, Bilingual>;

function denied({ intent }: Draft, text?: Bilingual, path?: string): AppError {
  const issue = text === undefined ? [] : [{ text, ...(path !== undefined && { path }) }];
  return refuse('access.denied', intent.where, issue, 'access.outside-reach');
}
