import { literalReference } from '#kernel/fhir/references.ts';
import { isGuarded } from '#kernel/sensitivity/sensitivity.ts';
import type { Tie } from '../../access/decide.ts';
import { daysAfter, tieDays } from '../../access/limits.ts';
import { placesOf } from './address-places.ts';
import { consentRules } from './consent-rules.ts';
import type { Json } from './intent.ts';
import { guardianTies, type PersonDates } from './guardian-ties.ts';
import { beginningOf, endOf } from './period.ts';
import type { Shown, ShownTie } from './shown.ts';

const nothing: Shown = { ties: [], closings: [] };
const always = new Date(0);

/** Types that show ties or closings; all others cost nothing more. */
const showing: Readonly<
  Record<string, (resource: Json, writtenAt: Date, dates: PersonDates) => Partial<Shown>>
> = {
  Patient: ofPatient,
  EpisodeOfCare: (resource, writtenAt) => ({ ties: ofEpisode(resource, writtenAt) }),
  Encounter: (resource, writtenAt) => ({ ties: ofVisit(resource, writtenAt) }),
  ServiceRequest: (resource, writtenAt) => ({ ties: ofReferral(resource, writtenAt) }),
  Appointment: (resource, writtenAt) => ({ ties: ofAppointment(resource, writtenAt) }),
  RelatedPerson: (resource, _writtenAt, dates) => ({ ties: guardianTies(resource, dates) }),
  Consent: (resource) => consentRules(resource),
};

/** True for types that may show a tie or a closing. */
export function showsTies(resourceType: string): boolean {
  return Object.hasOwn(showing, resourceType);
}

/**
 * What a resource shows. Ties that are over by the time it was written are left out: nobody can use them any more.
 * @param dates of the person whom a RelatedPerson is about
 */
export function shownBy(resource: Json, writtenAt: Date, dates: PersonDates = {}): Shown {
  const show = Object.hasOwn(showing, resource.resourceType) ? showing[resource.resourceType] : undefined;
  if (show === undefined || resource['status'] === 'entered-in-error') return nothing;
  const { ties = [], closings = [] } = show(resource, writtenAt, dates);
  return { ties: ties.filter(({ until }) => until === null || until > writtenAt), closings };
}

/**
 * The facility that a resource says has the person in its charge, or treats or treated her, at whatever time. Only that facility, and
 * who speaks for all, may say so.
 */
export function claimOf(resource: Json | undefined): string | undefined {
  if (resource === undefined || resource['status'] === 'entered-in-error') return undefined;
  const element = claims[resource.resourceType];
  return element === undefined ? undefined : organizationOf(resource[element]);
}

const claims: Readonly<Record<string, string>> = {
  Patient: 'managingOrganization',
  EpisodeOfCare: 'managingOrganization',
  Encounter: 'serviceProvider',
};

function ofPatient(resource: Json): Partial<Shown> {
  const charge = organizationOf(resource['managingOrganization']);
  const doctors = listOf(resource['generalPractitioner']).flatMap((one) => granteeOf(one) ?? []);
  const lasting = (kind: Tie['kind'], grantee: string): ShownTie => ({
    kind,
    grantee,
    since: always,
    until: null,
  });
  return {
    ties: [
      ...(charge === undefined ? [] : [lasting('charge', charge)]),
      ...[...new Set(doctors)].map((grantee) => lasting('family-doctor', grantee)),
      ...placesOf(resource['address']).map((code) => lasting('residence', `place:${code}`)),
    ],
    closings: isGuarded(resource)
      ? [
          {
            kind: 'guard',
            grantees: null,
            spared: null,
            types: null,
            labels: 0,
            purposes: null,
            since: always,
            until: null,
          },
        ]
      : [],
  };
}

const openStates: ReadonlySet<unknown> = new Set(['planned', 'arrived', 'triaged', 'in-progress', 'onleave']);

function ofVisit(resource: Json, writtenAt: Date): ShownTie[] {
  const { status } = resource;
  if (status === 'cancelled') return [];
  const period = (resource['period'] ?? {}) as { start?: unknown; end?: unknown };
  const start = beginningOf(period.start);
  const isOpen = openStates.has(status) && period.end === undefined;
  const written = writtenAt.getTime();
  const end = isOpen
    ? daysAfter(Math.max(start ?? written, written), tieDays.openVisit).getTime()
    : (endOf(period.end) ?? start ?? written);
  const since = new Date(Math.min(start ?? written, written));
  const facility = organizationOf(resource['serviceProvider']);
  const sentTo = granteeOf(
    (resource['hospitalization'] as { destination?: unknown } | undefined)?.destination,
  );
  const tie = (kind: Tie['kind'], grantee: string, days: number): ShownTie => ({
    kind,
    grantee,
    since,
    until: daysAfter(end, days),
  });
  return [
    ...(facility === undefined
      ? []
      : [tie('visit', facility, tieDays.grace), tie('treated', facility, tieDays.treated)]),
    ...(sentTo === undefined ? [] : [tie('referral', sentTo, tieDays.referral)]),
    ...consultants(resource).map((grantee) => tie('consulted', grantee, tieDays.consulted)),
  ];
}

/** Who was called in to a visit, as its participants say. */
function consultants(resource: Json): string[] {
  const found = listOf(resource['participant']).flatMap((one) => {
    const { type, individual } = one as { type?: unknown; individual?: unknown };
    const isConsultant = listOf(type).some((concept) =>
      listOf((concept as { coding?: unknown }).coding).some(
        (coding) => (coding as { code?: unknown }).code === 'CON',
      ),
    );
    return isConsultant ? (granteeOf(individual) ?? []) : [];
  });
  return [...new Set(found)];
}

function ofEpisode(resource: Json, writtenAt: Date): ShownTie[] {
  const facility = organizationOf(resource['managingOrganization']);
  if (facility === undefined) return [];
  const period = (resource['period'] ?? {}) as { start?: unknown; end?: unknown };
  const isOver = resource['status'] === 'finished' || resource['status'] === 'cancelled';
  const end = endOf(period.end) ?? (isOver ? writtenAt.getTime() : undefined);
  const episode: ShownTie = {
    kind: 'episode',
    grantee: facility,
    since: always,
    until: end === undefined ? null : new Date(end),
  };
  if (end === undefined) return [episode];
  return [episode, { ...episode, kind: 'treated', until: daysAfter(end, tieDays.treated) }];
}

function ofReferral(resource: Json, writtenAt: Date): ShownTie[] {
  if (resource['status'] !== 'active') return [];
  const from = beginningOf(resource['authoredOn']) ?? writtenAt.getTime();
  const performers = listOf(resource['performer']).flatMap((one) => granteeOf(one) ?? []);
  return [...new Set(performers)].map((grantee) => ({
    kind: 'referral',
    grantee,
    since: always,
    until: daysAfter(from, tieDays.referral),
  }));
}

const keptAppointments: ReadonlySet<unknown> = new Set(['booked', 'arrived', 'checked-in', 'fulfilled']);

function ofAppointment(resource: Json, writtenAt: Date): ShownTie[] {
  if (!keptAppointments.has(resource['status'])) return [];
  const end = endOf(resource['end']) ?? beginningOf(resource['start']) ?? writtenAt.getTime();
  const grantees = listOf(resource['participant']).flatMap(
    (one) => granteeOf((one as { actor?: unknown }).actor) ?? [],
  );
  return [...new Set(grantees)].map((grantee) => ({
    kind: 'consulted',
    grantee,
    since: always,
    until: daysAfter(end, tieDays.consulted),
  }));
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Who is meant as ties name them: an Organization by its id, a Practitioner by 'Practitioner/<id>'. */
function granteeOf(value: unknown): string | undefined {
  const target = targetOf(value);
  if (target?.type === 'Organization') return target.id;
  return target?.type === 'Practitioner' ? `Practitioner/${target.id}` : undefined;
}

function organizationOf(value: unknown): string | undefined {
  const target = targetOf(value);
  return target?.type === 'Organization' ? target.id : undefined;
}

function targetOf(value: unknown): { readonly type: string; readonly id: string } | undefined {
  const reference = (value as { reference?: unknown } | null | undefined)?.reference;
  const target = typeof reference === 'string' ? literalReference(reference) : undefined;
  return target?.base === undefined ? target : undefined;
}
