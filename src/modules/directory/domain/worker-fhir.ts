import type { Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { splitName } from '#kernel/vietnam/person-name.ts';
import { directorySystem } from './facility-words.ts';
import type { LicenceForm, PostForm, WorkerForm } from './worker-form.ts';

/** The Practitioner of a form, laid over what is stored. The record is read by everybody who signs in: no number of the person, no birth. */
export function writePractitioner(form: WorkerForm, before?: Practitioner): Practitioner {
  const { family, middle, given } = splitName(form.name);
  const known = new Set<string>([identifierSystem.practisingLicence, identifierSystem.prescriber]);
  const {
    name: _name,
    qualification: _licences,
    ...kept
  } = before ?? {
    resourceType: 'Practitioner' as const,
    active: true,
  };
  const numbers = [...new Set(form.licences.map(({ number }) => number))];
  return {
    ...kept,
    resourceType: 'Practitioner',
    identifier: [
      ...numbers.map((value) => ({ system: identifierSystem.practisingLicence, value })),
      ...(form.prescriber === undefined || form.prescriber === ''
        ? []
        : [{ system: identifierSystem.prescriber, value: form.prescriber }]),
      ...(before?.identifier ?? []).filter(({ system }) => !known.has(system ?? '')),
    ],
    name: [
      {
        text: form.name,
        ...(family !== '' && { family }),
        given: [middle, given].filter((word) => word !== ''),
      },
    ],
    ...(form.sex !== undefined && { gender: form.sex }),
    ...(form.licences.length > 0 && { qualification: form.licences.map((licence) => writeLicence(licence)) }),
  };
}

function writeLicence({
  number,
  scope,
  from,
  to,
  issuer,
}: LicenceForm): NonNullable<Practitioner['qualification']>[number] {
  const hasScope = scope !== undefined && scope !== '';
  return {
    identifier: [{ system: identifierSystem.practisingLicence, value: number }],
    code: { text: hasScope ? scope : 'Giấy phép hành nghề' },
    ...((from !== undefined || to !== undefined) && {
      period: { ...(from !== undefined && { start: from }), ...(to !== undefined && { end: to }) },
    }),
    ...(issuer !== undefined && issuer !== '' && { issuer: { display: issuer } }),
  };
}

/** One post as a PractitionerRole; found again by worker, facility and title. */
export function writePost(
  post: PostForm,
  worker: string,
  today: string,
  before?: PractitionerRole,
): PractitionerRole {
  const {
    code: _code,
    specialty: _specialty,
    period: _period,
    ...kept
  } = before ?? {
    resourceType: 'PractitionerRole' as const,
  };
  const hasSpecialty = post.specialty !== undefined && post.specialty !== '';
  return {
    ...kept,
    resourceType: 'PractitionerRole',
    identifier: [{ system: directorySystem.post, value: postKey(post, worker) }],
    active: post.to === undefined || post.to >= today,
    ...((post.from !== undefined || post.to !== undefined) && {
      period: {
        ...(post.from !== undefined && { start: post.from }),
        ...(post.to !== undefined && { end: post.to }),
      },
    }),
    practitioner: { reference: `Practitioner/${worker}` },
    organization: { reference: `Organization/${post.facilityId}` },
    code: [{ text: post.title }],
    ...(hasSpecialty && { specialty: [{ text: post.specialty! }] }),
  };
}

/** What tells a worker's posts apart. */
export function postKey({ facilityId, title }: PostForm, worker: string): string {
  return `${worker}/${facilityId}/${title.normalize('NFC').toLowerCase()}`;
}

/** The form again; the personal number comes from elsewhere. */
export function readWorker(practitioner: Practitioner, roles: readonly PractitionerRole[]): WorkerForm {
  const [named] = practitioner.name ?? [];
  const prescriber = practitioner.identifier?.find(
    ({ system }) => system === identifierSystem.prescriber,
  )?.value;
  const { gender } = practitioner;
  return {
    name: named?.text ?? [named?.family, ...(named?.given ?? [])].filter(Boolean).join(' '),
    ...((gender === 'male' || gender === 'female') && { sex: gender }),
    ...(prescriber !== undefined && { prescriber }),
    licences: licencesOf(practitioner),
    posts: roles.flatMap(readPost),
  };
}

function licencesOf(practitioner: Practitioner): LicenceForm[] {
  const shown = (practitioner.qualification ?? []).flatMap((one) => {
    const number = one.identifier?.find(({ system }) => system === identifierSystem.practisingLicence)?.value;
    if (number === undefined) return [];
    const scope = one.code?.text ?? one.code?.coding?.[0]?.display;
    const [from, to] = [one.period?.start?.slice(0, 10), one.period?.end?.slice(0, 10)];
    const issuer = one.issuer?.display;
    return [
      {
        number,
        ...(scope !== undefined && { scope }),
        ...(isDay(from) && { from }),
        ...(isDay(to) && { to }),
        ...(issuer !== undefined && { issuer }),
      },
    ];
  });
  const numbers = new Set(shown.map(({ number }) => number));
  // A door may know of a licence its number alone.
  const bare = (practitioner.identifier ?? []).flatMap(({ system, value }) =>
    system === identifierSystem.practisingLicence && value !== undefined && !numbers.has(value)
      ? [{ number: value }]
      : [],
  );
  return [...shown, ...bare];
}

function readPost({ organization, code, specialty, period }: PractitionerRole): PostForm[] {
  const facilityId = organization?.reference?.replace('Organization/', '');
  if (facilityId === undefined) return [];
  const special = specialty?.[0]?.text;
  const [from, to] = [period?.start?.slice(0, 10), period?.end?.slice(0, 10)];
  return [
    {
      facilityId,
      title: code?.[0]?.text ?? code?.[0]?.coding?.[0]?.display ?? '',
      ...(special !== undefined && { specialty: special }),
      ...(isDay(from) && { from }),
      ...(isDay(to) && { to }),
    },
  ];
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(text);
}
