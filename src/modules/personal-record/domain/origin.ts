import type { Reference, Resource } from '@medplum/fhirtypes';
import type { Entry } from '../api.ts';
import type { Reading } from './concept.ts';

/** References of a resource that name who made it; several element names, one meaning. */
interface Authored {
  readonly recorder?: Reference;
  readonly asserter?: Reference;
  readonly requester?: Reference;
  readonly informationSource?: Reference;
  readonly performer?: readonly (Reference | { actor?: Reference })[];
  readonly author?: Reference | readonly Reference[];
  readonly participant?: readonly { readonly individual?: Reference }[];
  readonly serviceProvider?: Reference;
  readonly custodian?: Reference;
  readonly manufacturer?: Reference;
  readonly verificationStatus?: { readonly coding?: readonly { readonly code?: string }[] };
  readonly status?: string;
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Everybody named as having made this line, in the order of the resource. */
export function authorsOf(resource: Resource): readonly Reference[] {
  const authored = resource as unknown as Authored;
  const performers = listOf(authored.performer as readonly object[] | undefined).map((one) =>
    'actor' in one ? ((one as { actor?: Reference }).actor ?? {}) : (one as Reference),
  );
  const participants = listOf(authored.participant).map(({ individual }) => individual);
  return [
    authored.serviceProvider,
    authored.recorder,
    authored.asserter,
    authored.requester,
    authored.informationSource,
    ...performers,
    ...listOf(authored.author),
    authored.custodian,
    ...participants,
  ].filter((one) => one !== undefined);
}

/** Name of what a reference points to: the one in the reference, or the one looked up. */
export function referenceName(reference: Reference | undefined, reading: Reading): string | undefined {
  if (!reference) return undefined;
  return (
    (reference.reference === undefined ? undefined : reading.nameOf(reference.reference)) ?? reference.display
  );
}

/** The facility of a line, where the line itself names one. */
export function facilityOf(resource: Resource, reading: Reading): string | undefined {
  const organization = authorsOf(resource).find(
    ({ reference, type }) => reference?.startsWith('Organization/') || type === 'Organization',
  );
  return referenceName(organization, reading);
}

/** She herself, or who speaks for her: a mother for her child. */
function isOfHers({ reference }: Reference): boolean {
  return reference?.startsWith('Patient/') === true || reference?.startsWith('RelatedPerson/') === true;
}

/** What a reader must know before trusting a line. */
export function marksOf(resource: Resource): Entry['marks'] {
  const authored = resource as unknown as Authored;
  const marks: Entry['marks'] = [];
  if (authorsOf(resource).some(isOfHers)) marks.push('own');
  const verification = authored.verificationStatus?.coding?.[0]?.code;
  if (
    verification === 'unconfirmed' ||
    verification === 'provisional' ||
    verification === 'differential' ||
    authored.status === 'preliminary'
  )
    marks.push('unverified');
  if (authored.status === 'corrected' || authored.status === 'amended') marks.push('corrected');
  return marks;
}
