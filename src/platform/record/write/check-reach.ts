import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { foreignAuthor } from '../../access/authorship.ts';
import { recordScope } from '../../access/record-scope.ts';
import { isOpenType } from '../../access/resource-kinds.ts';
import { letsThrough, opensTo, rulesFor, type PersonFacts } from '../../access/decide.ts';
import type { Transaction } from '../../sql/database.ts';
import { personFacts } from '../person-facts.ts';
import { rowBucket } from '../place.ts';
import { isBeyond, type Reach } from '../reach.ts';
import { claimOf } from './care-relation.ts';
import { mayWriteDirectory } from './check-directory.ts';
import { consentFault } from './consent-fault.ts';
import { isPrivacyConsent } from './consent-rules.ts';
import { ownPatientOf, tiesMore } from './guardian-ties.ts';
import type { Draft, Json } from './intent.ts';
import { refuse } from './refuse.ts';

/** Why an actor may write about a person: a tie lets her, she is the person, or she registers somebody new. */
type Way = 'care' | 'own' | 'none';

/**
 * Whom the actor may write about, and in whose name. Checked before anything is written; one question per person. What is new may be
 * written by whoever is tied to the person, for it shows nothing; what is changed must be readable too.
 * Error: access.denied, naming the entry and where it helps the element.
 */
export async function checkReach(
  tx: Transaction,
  reach: Reach,
  live: readonly Draft[],
  now: Date,
): Promise<void> {
  if (reach.scope.reach === 'all') return;
  const known = new Map<string, Promise<PersonFacts>>();
  const factsOf = (patient: string): Promise<PersonFacts> => {
    const facts = known.get(patient) ?? personFacts(tx, patient, reach.grantees, now);
    known.set(patient, facts);
    return facts;
  };
  const wayTo = async (patient: string, draft: Draft): Promise<Way> => {
    if (isBeyond(reach, patient)) return 'none';
    return findWay(reach, live, patient, draft, () => factsOf(patient));
  };
  for (const draft of live) {
    const { patient, intent } = draft;
    checkOrigin(reach, draft);
    checkLinks(draft);
    if (isOpenType(intent.resourceType) && reach.actor.kind === 'system') {
      if (!mayWriteDirectory(reach.scope, draft)) throw denied(draft, texts.facility);
      continue;
    }
    // A system's own; whose it is was looked at before.
    if (intent.resourceType === 'Subscription' && reach.actor.kind === 'system') continue;
    if (isOpenType(intent.resourceType) || patient === null) throw denied(draft);
    const way = await wayTo(patient, draft);
    if (way === 'none') throw denied(draft, isNewPerson(live, patient) ? texts.newcomer : undefined);
    // What names a second person lies in her record too.
    for (const other of draft.further) {
      if ((await wayTo(other, draft)) === 'none' && !(await isSharedAlready(tx, draft, other)))
        throw denied(draft);
    }
    if (way === 'own') checkOwn(reach, draft);
    checkTie(reach, draft);
    checkWhoOpens(draft, way);
  }
}

async function findWay(
  reach: Reach,
  live: readonly Draft[],
  patient: string,
  { intent, previous }: Draft,
  factsOf: () => Promise<PersonFacts>,
): Promise<Way> {
  const { scope } = reach;
  // Somebody new comes into a facility's care by the very write that registers her; nobody else does.
  const brings = live.some((one) => one.patient === patient && claimOf(one.resource) === scope.facilityId);
  if (scope.facilityId !== undefined && isNewPerson(live, patient) && brings) return 'care';
  const facts = await factsOf();
  const action = previous === undefined ? 'create' : intent.method;
  const mayCare =
    previous === undefined
      ? opensTo(scope, action, intent.resourceType, facts)
      : rulesFor(reach.actor, scope, action, intent.resourceType, facts).some((rule) =>
          letsThrough(rule, previous.sensitive),
        );
  if (mayCare) return 'care';
  return reach.persons.includes(patient) ? 'own' : 'none';
}

function isNewPerson(live: readonly Draft[], patient: string): boolean {
  return live.some((one) => one.rowId === patient && one.previous === undefined);
}

/**
 * Who opens or closes a record: the person herself, Sen, and systems that speak for all. A facility does neither for her, nor does it say
 * who her guardian is.
 */
function checkWhoOpens(draft: Draft, way: Way): void {
  const { resource, previousText } = draft;
  const before = previousText === undefined ? undefined : (JSON.parse(previousText) as Json);
  const isPrivacy = [resource, before].some((one) => one !== undefined && isPrivacyConsent(one));
  if (isPrivacy && way !== 'own') throw denied(draft, texts.consent);
  if (isPrivacy && resource !== undefined) {
    const fault = consentFault(resource);
    if (fault !== undefined)
      throw refuse('record.invalid', draft.intent.where, [{ path: fault.path, text: fault.text }]);
  }
  const [named, former] = [resource, before].map((one) =>
    one === undefined ? undefined : ownPatientOf(one),
  );
  if (named !== undefined && named !== former) throw denied(draft, texts.guardian, 'identifier');
  if (named !== undefined && tiesMore(before!, resource!)) throw denied(draft, texts.guardian, 'period');
}

/**
 * Which records are of one person opens each of them to whoever reaches the other: Sen says so, after two people looked, and systems that
 * reach everybody anyway.
 */
function checkLinks({ intent, resource, previousText }: Draft): void {
  if (intent.resourceType !== 'Patient' || resource === undefined) return;
  const before = previousText?.includes('"link"') === true ? (JSON.parse(previousText) as Json) : undefined;
  if (linksOf(before) === linksOf(resource)) return;
  throw refuse('record.person-link', intent.where, [{ path: 'Patient.link', text: texts.link }]);
}

/** Links that join records, as one text; a link to a fuller record (refer, seealso) joins nothing. */
function linksOf(patient: Json | undefined): string {
  const links = Array.isArray(patient?.['link']) ? (patient['link'] as PatientLink[]) : [];
  const joining = links.filter(({ type }) => type === 'replaced-by' || type === 'replaces');
  return joining
    .map(({ type, other }) => `${String(type)} ${String(other?.reference)}`)
    .toSorted()
    .join();
}

interface PatientLink {
  readonly type?: unknown;
  readonly other?: { readonly reference?: unknown };
}

async function isSharedAlready(tx: Transaction, draft: Draft, patient: string): Promise<boolean> {
  if (draft.previous === undefined) return false;
  const text = 'select 1 from record.shared s where s.bucket = $1 and s.patient = $2 and s.id = $3';
  return (await tx.query({ text, values: [rowBucket(patient), patient, draft.rowId] })).rowCount > 0;
}

/** Her own record, outside of any care: also a doctor writes there as the citizen she is, and only what is hers. */
function checkOwn({ actor, scope }: Reach, draft: Draft): void {
  const { intent, resource } = draft;
  const asCitizen = recordScope({ ...actor, roles: actor.roles.filter((role) => role === 'citizen') });
  if (!asCitizen.may(intent.method, intent.resourceType)) throw denied(draft);
  const self = new Set([
    ...(actor.patientId === undefined ? [] : [`Patient/${actor.patientId}`]),
    ...scope.grantees.filter((name) => name.startsWith('Patient/')),
  ]);
  const element = resource === undefined ? undefined : foreignAuthor(resource, self);
  if (element !== undefined) throw denied(draft, texts.author, element);
}

/** A facility ties people to itself only: another one's visit would open the record to it, and would not be true. */
function checkTie({ scope }: Reach, draft: Draft): void {
  const facility = claimOf(draft.resource);
  if (facility === undefined || facility === scope.facilityId) return;
  const before = draft.previousText === undefined ? undefined : (JSON.parse(draft.previousText) as Json);
  if (claimOf(before) === facility) return;
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
  link: {
    vi: 'Liên kết replaced-by và replaces phải giữ nguyên như đang có.',
    en: 'Links of type replaced-by and replaces stay as they are.',
  },
  author: {
    vi: 'Người dân chỉ ghi thay cho chính mình: phần tử này phải trỏ tới hồ sơ của chính người ghi.',
    en: 'A person writes in her own name only: this element must point to the record of who writes.',
  },
  facility: {
    vi: 'Chỉ ghi được thay cho cơ sở của chính mình, không thay cho cơ sở khác.',
    en: 'Only what one’s own facility did can be written here, not what another did.',
  },
  consent: {
    vi: 'Chỉ chính người bệnh mở hoặc đóng hồ sơ của mình.',
    en: 'Only the person herself opens or closes her record.',
  },
  guardian: {
    vi: 'Ai là người giám hộ do hệ thống quốc gia ghi, không do cơ sở ghi.',
    en: 'Who a guardian is is written by the national system, not by a facility.',
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
