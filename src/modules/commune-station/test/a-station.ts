import type {
  Communication,
  EpisodeOfCare,
  Immunization,
  Patient,
  PractitionerRole,
  Procedure,
  Resource,
} from '@medplum/fhirtypes';
import { newId } from '#kernel/fhir/id.ts';
import { schedule } from '#kernel/terminology/immunisation-schedule.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { programmeConcept, type ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import { findDrugs, prescribe } from '#modules/outpatient/api.ts';
import { emptyVisit, type VisitDraft } from '../domain/visit/visit-draft.ts';
import { inVietnam, visitBundle } from '../domain/visit/visit-bundle.ts';

/** A small generator of its own, so that a seed gives the same station everywhere. */
export function draws(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const illnesses = [
  ['I10', 'Bệnh lý tăng huyết áp', 'hypertension', 'amlodipin'],
  ['E11.9', 'Bệnh đái tháo đường không phụ thuộc insuline', 'diabetes', 'metformin 500'],
  ['J00', 'Viêm mũi họng cấp [cảm thường]', '', 'paracetamol 500'],
  ['A97', 'Sốt dengue', '', 'paracetamol 500'],
  ['A09.9', 'Viêm dạ dày - ruột', '', 'oresol'],
  ['Z34.9', 'Theo dõi thai bình thường', 'antenatal', 'sat fumarat'],
  ['O80.0', 'Đẻ thường một thai ngôi chỏm', '', ''],
  ['Z30.1', 'Đặt dụng cụ tránh thai', 'family-planning', ''],
  ['O04', 'Phá thai nội khoa', '', ''],
  ['W01', 'Ngã', '', ''],
  ['B50.9', 'Sốt rét', 'malaria', ''],
] as const;

/** What a station of the tests holds. */
export interface TestStation {
  readonly facilityId: string;
  readonly people: readonly Patient[];
  readonly resources: readonly Resource[];
}

/** The pregnancy that a birth ended. */
function pregnancyOf(patientId: string, facilityId: string, id: string, start: string): EpisodeOfCare {
  return {
    resourceType: 'EpisodeOfCare',
    id,
    status: 'finished',
    type: [programmeConcept('antenatal')],
    patient: { reference: `Patient/${patientId}` },
    managingOrganization: { reference: `Organization/${facilityId}` },
    period: { start },
  };
}

/** A birth as the programmes record it. */
function birthOf(patientId: string, at: Date, id: string): Procedure {
  return {
    resourceType: 'Procedure',
    id,
    status: 'completed',
    code: { coding: [{ system: 'urn:sen:delivery', code: 'delivery' }], text: 'Đẻ thường' },
    subject: { reference: `Patient/${patientId}` },
    performedDateTime: inVietnam(at).slice(0, 10),
  };
}

/** People, visits of a month, doses, enrolments and talks of one invented station. */
export function aStation(options: {
  readonly seed: number;
  readonly people: number;
  readonly visits: number;
  /** '2026-10' */
  readonly month: string;
  readonly facilityId?: string;
  readonly practitionerId?: string;
}): TestStation {
  const random = draws(options.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const facilityId = options.facilityId ?? 'station';
  const at = (day: number, hour = 8): Date =>
    new Date(Date.parse(`${options.month}-01T00:00:00+07:00`) + day * 86_400_000 + hour * 3_600_000);
  const idIn = (bucket: number): string =>
    newId(bucket, at(0), (bytes) => bytes.forEach((_, n) => (bytes[n] = Math.floor(random() * 256))));

  const people: Patient[] = Array.from({ length: options.people }, (_, n): Patient => {
    const years = Math.floor(random() * 90);
    const born = new Date(
      at(Math.floor(random() * 365)).getTime() - years * 365.25 * 86_400_000 - 20 * 86_400_000,
    );
    const precision = random() < 0.05 ? 4 : 10;
    return {
      resourceType: 'Patient',
      id: idIn((n * 37) % 4096),
      active: true,
      name: [{ text: `Người ${n}`, family: 'Người', given: [String(n)] }],
      gender: random() < 0.5 ? 'female' : 'male',
      birthDate: born.toISOString().slice(0, precision),
      ...(random() < 0.6 && {
        identifier: [
          {
            system: identifierSystem.personalNumber,
            value: String(1e11 + options.seed * 1e5 + n).padStart(12, '0'),
          },
        ],
      }),
      ...(random() < 0.01 && { deceasedDateTime: inVietnam(at(Math.floor(random() * 30))) }),
      managingOrganization: { reference: `Organization/${facilityId}` },
    };
  });
  const bucketOfPerson = (patient: Patient): number => Number.parseInt(patient.id!.slice(0, 3), 16);
  const resources: Resource[] = [...people];

  for (let n = 0; n < options.visits; n += 1) {
    const patient = pick(people);
    const [code, name, programme, words] = pick(illnesses);
    const second = random() < 0.2 ? pick(illnesses) : undefined;
    // Some lie just outside the month, on either side.
    const day = Math.floor(random() * 33) - 1;
    const startedAt = at(day, 6 + Math.floor(random() * 20));
    const found = words === '' ? undefined : findDrugs(words, 1)[0];
    const draft: VisitDraft = {
      ...emptyVisit(patient.id!, startedAt),
      atHome: random() < 0.05,
      reason: name,
      payment: random() < 0.8 ? 'insured' : 'paid',
      ...(programme !== '' && { programme: programme as ProgrammeCode }),
      signs: [
        { loinc: '8480-6', value: 100 + Math.floor(random() * 80) },
        { loinc: '8462-4', value: 60 + Math.floor(random() * 50) },
        ...(programme === 'diabetes'
          ? [{ loinc: '14743-9', value: Math.round(40 + random() * 80) / 10 }]
          : []),
      ],
      diagnoses: [{ code, name }, ...(second === undefined ? [] : [{ code: second[0], name: second[1] }])],
      medicines: found === undefined ? [] : [prescribe(found, 1, 1, 30)],
      procedures: random() < 0.1 ? ['Thay băng'] : [],
      ...(random() < 0.04 && { referral: { to: 'Bệnh viện khu vực', why: 'Vượt khả năng' } }),
    };
    const bundle = visitBundle(draft, {
      facilityId,
      ...(options.practitionerId !== undefined && { practitionerId: options.practitionerId }),
      now: new Date(startedAt.getTime() + 20 * 60_000),
      newId: () => idIn(bucketOfPerson(patient)),
    });
    resources.push(...bundle.entry!.map(({ resource }) => resource!));
    if (code === 'O80.0')
      resources.push(
        pregnancyOf(patient.id!, facilityId, idIn(bucketOfPerson(patient)), inVietnam(at(-100))),
        birthOf(patient.id!, startedAt, idIn(bucketOfPerson(patient))),
      );
  }

  const enrolments: readonly ProgrammeCode[] = [
    'hypertension',
    'diabetes',
    'tuberculosis',
    'mental-health',
    'elderly',
    'hiv',
  ];
  for (const patient of people.filter(() => random() < 0.2)) {
    const since = Math.floor(random() * 200) - 170;
    const episode: EpisodeOfCare = {
      resourceType: 'EpisodeOfCare',
      id: idIn(bucketOfPerson(patient)),
      status: random() < 0.9 ? 'active' : 'finished',
      type: [programmeConcept(pick(enrolments))],
      patient: { reference: `Patient/${patient.id}` },
      managingOrganization: { reference: `Organization/${facilityId}` },
      period: {
        start: inVietnam(at(since)),
        ...(random() < 0.2 && { end: inVietnam(at(since + Math.floor(random() * 60))) }),
      },
    };
    resources.push(episode);
  }
  for (const patient of people.filter(() => random() < 0.3)) {
    const dose = pick(schedule);
    const given: Immunization = {
      resourceType: 'Immunization',
      id: idIn(bucketOfPerson(patient)),
      status: random() < 0.95 ? 'completed' : 'not-done',
      vaccineCode: { coding: [{ system: codeSystem.vaccineDose, code: dose.code }], text: dose.vaccine },
      patient: { reference: `Patient/${patient.id}` },
      occurrenceDateTime: inVietnam(at(Math.floor(random() * 60) - 30)),
      performer: [{ actor: { reference: `Organization/${facilityId}` } }],
    };
    resources.push(given);
  }
  for (let n = 0; n < 3; n += 1) {
    const talk: Communication = {
      resourceType: 'Communication',
      id: idIn(n),
      status: 'completed',
      category: [programmeConcept('health-education')],
      topic: { text: 'Phòng chống sốt xuất huyết' },
      sent: inVietnam(at(Math.floor(random() * 30))),
      sender: { reference: `Organization/${facilityId}` },
      extension: [{ url: 'urn:sen:participants', valueInteger: Math.floor(random() * 50) }],
    };
    resources.push(talk);
  }
  const role: PractitionerRole = {
    resourceType: 'PractitionerRole',
    id: idIn(1),
    active: true,
    practitioner: { reference: `Practitioner/${options.practitionerId ?? 'worker'}` },
    organization: { reference: `Organization/${facilityId}` },
  };
  return { facilityId, people, resources: [...resources, role] };
}
