import type {
  AllergyIntolerance,
  DocumentReference,
  MedicationStatement,
  Observation,
  RelatedPerson,
} from '@medplum/fhirtypes';
import { relations, severities, type Fact, type FactKind, type ShownFact } from './facts-contract.ts';
import type { Author } from './observation-of.ts';
import { ownMark, tagOf } from './own-mark.ts';

const hl7 = 'http://terminology.hl7.org/CodeSystem';

/** Resources that what she writes becomes. */
export type FactResource =
  Observation | MedicationStatement | AllergyIntolerance | RelatedPerson | DocumentReference;

export const typeOfFact = {
  symptom: 'Observation',
  wish: 'Observation',
  medicine: 'MedicationStatement',
  allergy: 'AllergyIntolerance',
  contact: 'RelatedPerson',
  paper: 'DocumentReference',
} as const satisfies Record<FactKind, FactResource['resourceType']>;

/** Names of what has no code that is known here; nothing is invented. */
const severityWords = { mild: 'nhẹ', moderate: 'vừa', severe: 'nặng' } as const;
const names = { symptom: 'Triệu chứng tự ghi', wish: 'Nguyện vọng' } as const;

/** What she wrote as a line of her record, hers by its author and its mark. */
export function resourceOf(id: string, fact: Fact, { patientId, who }: Author, now: Date): FactResource {
  const subject = { reference: `Patient/${patientId}` };
  const meta = tagOf(fact.kind);
  switch (fact.kind) {
    case 'symptom':
    case 'wish':
      return {
        resourceType: 'Observation',
        id,
        meta,
        status: 'final',
        category: [{ coding: [{ system: `${hl7}/observation-category`, code: 'survey' }] }],
        code: { coding: [{ system: ownMark.system, code: fact.kind }], text: names[fact.kind] },
        subject,
        effectiveDateTime: fact.kind === 'symptom' ? fact.at : now.toISOString(),
        performer: [who],
        valueString: fact.words,
        ...(fact.kind === 'symptom' &&
          fact.severity !== undefined && {
            component: [
              {
                code: { coding: [{ system: ownMark.system, code: 'severity' }], text: 'Mức độ' },
                valueCodeableConcept: {
                  coding: [{ system: `${ownMark.system}/severity`, code: fact.severity }],
                  text: severityWords[fact.severity],
                },
              },
            ],
          }),
      };
    case 'medicine':
      return {
        resourceType: 'MedicationStatement',
        id,
        meta,
        status: fact.until === undefined ? 'active' : 'completed',
        category: { coding: [{ system: `${hl7}/medication-statement-category`, code: 'patientspecified' }] },
        medicationCodeableConcept: { text: fact.name },
        subject,
        effectivePeriod: { start: fact.from, ...(fact.until !== undefined && { end: fact.until }) },
        dateAsserted: now.toISOString(),
        informationSource: who,
        ...(fact.reason !== undefined && { reasonCode: [{ text: fact.reason }] }),
        ...(fact.dose !== undefined && { dosage: [{ text: fact.dose }] }),
      };
    case 'allergy':
      return {
        resourceType: 'AllergyIntolerance',
        id,
        meta,
        clinicalStatus: { coding: [{ system: `${hl7}/allergyintolerance-clinical`, code: 'active' }] },
        verificationStatus: {
          coding: [{ system: `${hl7}/allergyintolerance-verification`, code: 'unconfirmed' }],
        },
        code: { text: fact.name },
        patient: subject,
        recordedDate: now.toISOString(),
        recorder: who,
        asserter: who,
        ...(fact.reaction !== undefined && { reaction: [{ manifestation: [{ text: fact.reaction }] }] }),
      };
    case 'contact':
      return {
        resourceType: 'RelatedPerson',
        id,
        meta,
        active: true,
        patient: subject,
        relationship: [
          {
            coding: [
              { system: `${hl7}/v2-0131`, code: 'C' },
              { system: `${ownMark.system}/relation`, code: fact.relation },
            ],
          },
        ],
        name: [{ text: fact.name }],
        telecom: [{ system: 'phone', value: fact.phone }],
      };
  }
}

/** Whether a line was taken back. */
export function isWithdrawn(resource: FactResource): boolean {
  switch (resource.resourceType) {
    case 'AllergyIntolerance':
      return resource.verificationStatus?.coding?.[0]?.code === 'entered-in-error';
    case 'RelatedPerson':
      return resource.active === false;
    default:
      return resource.status === 'entered-in-error';
  }
}

/** The line as it stands after it was taken back. */
export function withdrawn(resource: FactResource): FactResource {
  switch (resource.resourceType) {
    case 'AllergyIntolerance': {
      const { clinicalStatus: _none, ...rest } = resource;
      const system = `${hl7}/allergyintolerance-verification`;
      return { ...rest, verificationStatus: { coding: [{ system, code: 'entered-in-error' }] } };
    }
    case 'RelatedPerson':
      return { ...resource, active: false };
    default:
      return { ...resource, status: 'entered-in-error' };
  }
}

/** Whether a line is this person's own, of this kind. */
export function isOwnFact(resource: FactResource, kind: FactKind, patientId: string): boolean {
  const whose =
    'subject' in resource ? resource.subject : 'patient' in resource ? resource.patient : undefined;
  return (
    resource.resourceType === typeOfFact[kind] &&
    whose?.reference === `Patient/${patientId}` &&
    resource.meta?.tag?.some(({ system, code }) => system === ownMark.system && code === ownMark[kind]) ===
      true
  );
}

const among = <T extends string>(list: readonly T[], code: string | undefined): T | undefined =>
  list.find((one) => one === code);
const given = <T extends object>(members: T): T =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;

/** A line as the page shows it. */
export function showFact(kind: FactKind, resource: FactResource): ShownFact {
  const id = resource.id ?? '';
  switch (resource.resourceType) {
    case 'Observation':
      return given({
        id,
        kind,
        title: resource.valueString ?? '',
        severity: among(severities, resource.component?.[0]?.valueCodeableConcept?.coding?.[0]?.code),
        at: resource.effectiveDateTime,
      });
    case 'MedicationStatement':
      return given({
        id,
        kind,
        title: resource.medicationCodeableConcept?.text ?? '',
        detail:
          [resource.dosage?.[0]?.text, resource.reasonCode?.[0]?.text].filter(Boolean).join(' · ') ||
          undefined,
        at: resource.effectivePeriod?.start,
        until: resource.effectivePeriod?.end,
      });
    case 'AllergyIntolerance':
      return given({
        id,
        kind,
        title: resource.code?.text ?? '',
        detail: resource.reaction?.[0]?.manifestation[0]?.text,
        at: resource.recordedDate,
      });
    case 'RelatedPerson':
      return given({
        id,
        kind,
        title: resource.name?.[0]?.text ?? '',
        detail: resource.telecom?.[0]?.value,
        relation: among(
          relations,
          resource.relationship?.[0]?.coding?.find(({ system }) => system === `${ownMark.system}/relation`)
            ?.code,
        ),
      });
    case 'DocumentReference':
      return given({
        id,
        kind,
        title: resource.content[0]?.attachment.title ?? '',
        at: resource.date,
      });
  }
}
