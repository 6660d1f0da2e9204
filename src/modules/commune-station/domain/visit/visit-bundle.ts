import type {
  Appointment,
  Bundle,
  BundleEntry,
  CodeableConcept,
  Composition,
  Condition,
  Encounter,
  MedicationRequest,
  Observation,
  Procedure,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { programmeConcept } from '#kernel/vietnam/programmes.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { doseWords, drugWords, quantityOf, type Prescribed } from '#modules/outpatient/api.ts';
import type { Diagnosis, Payment, Referral, TypedSign, VisitDraft } from './visit-draft.ts';

/** Who writes, where, and how ids are drawn: on a device as at the centre. */
export interface VisitDesk {
  readonly facilityId: string;
  readonly practitionerId?: string;
  readonly now: Date;
  /** A new id in the bucket of the person. */
  readonly newId: () => string;
}

const hl7 = 'http://terminology.hl7.org/CodeSystem';
const pressure = { panel: '85354-9', systolic: '8480-6', diastolic: '8462-4' } as const;

/** A visit as one transaction: all or nothing, and the same write when it is sent again, since every id was made here. */
export function visitBundle(draft: VisitDraft, desk: VisitDesk): Bundle & { id?: string } {
  const pen = penOf(draft, desk);
  const encounter = pen.encounter();
  const resources: Resource[] = [
    encounter,
    ...draft.diagnoses.map(pen.condition),
    ...pen.observations(),
    ...draft.medicines.map(pen.medicine),
    ...draft.procedures.map(pen.procedure),
    ...(draft.examination.trim() === '' ? [] : [pen.note(draft.examination.trim())]),
    ...(draft.referral === undefined ? [] : pen.referral(draft.referral)),
    ...(draft.next === undefined ? [] : [pen.next(draft.next)]),
  ];
  return { resourceType: 'Bundle', type: 'transaction', entry: resources.map(entryOf) };
}

/** The visit with what its forms say, in the same transaction. */
export function withResources(bundle: Bundle, more: readonly Resource[]): Bundle {
  return { ...bundle, entry: [...bundle.entry!, ...more.map(entryOf)] };
}

/** The id of the visit in its bundle. */
export function visitIdOf(bundle: Bundle): string {
  return bundle.entry!.find(({ resource }) => resource?.resourceType === 'Encounter')!.resource!.id!;
}

function entryOf(resource: Resource): BundleEntry {
  return { resource, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id!}` } };
}

function penOf(draft: VisitDraft, desk: VisitDesk) {
  const visitId = desk.newId();
  const subject = { reference: `Patient/${draft.patientId}` };
  const encounter = { reference: `Encounter/${visitId}` };
  const station = { reference: `Organization/${desk.facilityId}` };
  const worker =
    desk.practitionerId === undefined ? undefined : { reference: `Practitioner/${desk.practitionerId}` };
  const start = inVietnam(draft.startedAt);
  const end = inVietnam(desk.now < draft.startedAt ? draft.startedAt : desk.now);
  const conditionIds = draft.diagnoses.map(() => desk.newId());
  return {
    encounter: (): Encounter => ({
      resourceType: 'Encounter',
      id: visitId,
      status: 'finished',
      class: draft.atHome
        ? { system: `${hl7}/v3-ActCode`, code: 'HH', display: 'home health' }
        : { system: `${hl7}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
      type: [
        { coding: [{ system: codeSystem.careKind, code: '01' }] },
        { coding: [{ system: codeSystem.careSubject, code: subjectKinds[draft.payment] }] },
        ...(draft.programme === undefined ? [] : [programmeConcept(draft.programme)]),
      ],
      subject,
      ...(worker !== undefined && { participant: [{ individual: worker }] }),
      period: { start, end },
      reasonCode: [{ text: draft.reason.trim() }],
      ...(conditionIds.length > 0 && {
        diagnosis: conditionIds.map((id, at) => ({
          condition: { reference: `Condition/${id}` },
          use: { coding: [{ system: `${hl7}/diagnosis-role`, code: at === 0 ? 'DD' : 'CM' }] },
          rank: at + 1,
        })),
      }),
      serviceProvider: station,
    }),

    condition: (diagnosis: Diagnosis, at: number): Condition => ({
      resourceType: 'Condition',
      id: conditionIds[at]!,
      clinicalStatus: { coding: [{ system: `${hl7}/condition-clinical`, code: 'active' }] },
      verificationStatus: { coding: [{ system: `${hl7}/condition-ver-status`, code: 'confirmed' }] },
      category: [{ coding: [{ system: `${hl7}/condition-category`, code: 'encounter-diagnosis' }] }],
      code: icd10(diagnosis),
      subject,
      encounter,
      recordedDate: end,
    }),

    observations: (): Observation[] => {
      const head = (): Omit<Observation, 'code'> => ({
        resourceType: 'Observation',
        id: desk.newId(),
        status: 'final',
        category: [{ coding: [{ system: `${hl7}/observation-category`, code: 'vital-signs' }] }],
        subject,
        encounter,
        effectiveDateTime: start,
        ...(worker !== undefined && { performer: [worker] }),
      });
      const pair = draft.signs.filter(({ loinc }) => isPressure(loinc));
      const single = draft.signs.filter(({ loinc }) => !isPressure(loinc));
      return [
        ...(pair.length === 0
          ? []
          : [
              {
                ...head(),
                code: loincConcept(pressure.panel),
                component: pair.map((sign) => ({
                  code: loincConcept(sign.loinc),
                  valueQuantity: quantity(sign),
                })),
                ...keptNotes(pair),
              },
            ]),
        ...single.map((sign) => ({
          ...head(),
          code: loincConcept(sign.loinc),
          valueQuantity: quantity(sign),
          ...keptNotes([sign]),
        })),
      ];
    },

    medicine: (line: Prescribed): MedicationRequest => ({
      resourceType: 'MedicationRequest',
      id: desk.newId(),
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: {
        coding: [{ system: codeSystem.atc, code: line.atc, display: line.name }],
        text: drugWords(line),
      },
      subject,
      encounter,
      authoredOn: end,
      ...(worker !== undefined && { requester: worker }),
      dosageInstruction: [
        {
          text: doseWords(line),
          timing: {
            repeat: {
              frequency: line.timesPerDay,
              period: 1,
              periodUnit: 'd',
              boundsDuration: { value: line.days, unit: 'ngày', system: codeSystem.ucum, code: 'd' },
            },
          },
          route: { text: line.route },
          doseAndRate: [{ doseQuantity: { value: line.perDose, unit: line.unit } }],
          ...(line.advice !== undefined && line.advice !== '' && { patientInstruction: line.advice }),
        },
      ],
      dispenseRequest: {
        quantity: { value: quantityOf(line), unit: line.unit },
        expectedSupplyDuration: { value: line.days, unit: 'ngày', system: codeSystem.ucum, code: 'd' },
      },
      ...(draft.dosesKept !== undefined && { note: [{ text: draft.dosesKept }] }),
    }),

    procedure: (name: string): Procedure => ({
      resourceType: 'Procedure',
      id: desk.newId(),
      status: 'completed',
      code: { text: name },
      subject,
      encounter,
      performedDateTime: end,
    }),

    note: (text: string): Observation => ({
      resourceType: 'Observation',
      id: desk.newId(),
      status: 'final',
      category: [{ coding: [{ system: `${hl7}/observation-category`, code: 'exam' }] }],
      code: { coding: [{ system: codeSystem.loinc, code: '29545-1' }], text: 'Khám' },
      subject,
      encounter,
      effectiveDateTime: start,
      valueString: text,
    }),

    referral: ({ to, why }: Referral): Resource[] => {
      const order: ServiceRequest = {
        resourceType: 'ServiceRequest',
        id: desk.newId(),
        status: 'active',
        intent: 'order',
        category: [
          { coding: [{ system: 'urn:sen:request-kind', code: 'referral', display: 'Chuyển tuyến' }] },
        ],
        code: { text: 'Chuyển cơ sở khám bệnh, chữa bệnh' },
        subject,
        encounter,
        authoredOn: end,
        ...(worker !== undefined && { requester: worker }),
        performer: [{ display: to }],
        reasonCode: [{ text: why }, ...draft.diagnoses.slice(0, 1).map(icd10)],
      };
      const letter: Composition = {
        resourceType: 'Composition',
        id: desk.newId(),
        status: 'final',
        type: { coding: [{ system: codeSystem.loinc, code: '57133-1' }], text: 'Giấy chuyển tuyến' },
        subject,
        encounter,
        date: end,
        author: [worker ?? station],
        title: 'Giấy chuyển cơ sở khám bệnh, chữa bệnh',
        custodian: station,
        section: [{ title: to, entry: [{ reference: `ServiceRequest/${order.id!}` }] }],
      };
      return [order, letter];
    },

    next: (day: string): Appointment => ({
      resourceType: 'Appointment',
      id: desk.newId(),
      status: 'booked',
      ...(draft.programme !== undefined && { serviceType: [programmeConcept(draft.programme)] }),
      description: draft.reason.trim(),
      start: `${day}T08:00:00+07:00`,
      end: `${day}T11:00:00+07:00`,
      // R4 lets no organisation take part: the station stands beside.
      supportingInformation: [station],
      participant: [{ actor: subject, status: 'accepted' }],
    }),
  };
}

/** Kinds of subject of care in claims. @source QĐ 3276/QĐ-BYT 2025: 1.2 at a primary facility with a card, 9 without insurance */
const subjectKinds: Readonly<Record<Payment, string>> = { insured: '1.2', paid: '9', free: '9' };

const isPressure = (loinc: string): boolean => loinc === pressure.systolic || loinc === pressure.diastolic;

function loincConcept(code: string): CodeableConcept {
  const name = findVitalSign(code)?.vi;
  return {
    coding: [{ system: codeSystem.loinc, code, ...(name !== undefined && { display: name }) }],
    ...(name !== undefined && { text: name }),
  };
}

function quantity({ loinc, value }: TypedSign): NonNullable<Observation['valueQuantity']> {
  const code = findVitalSign(loinc)?.ucum ?? '1';
  return { value, unit: code, system: codeSystem.ucum, code };
}

function keptNotes(signs: readonly TypedSign[]): Pick<Observation, 'note'> {
  const kept = signs.flatMap(({ kept: why }) => (why === undefined ? [] : [{ text: why }]));
  return kept.length === 0 ? {} : { note: kept };
}

const icd10 = ({ code, name }: Diagnosis): CodeableConcept => ({
  coding: [{ system: codeSystem.icd10, code, display: name }],
  text: name,
});

/** A moment on Việt Nam's clock, as its books count days. */
export function inVietnam(at: Date): string {
  return `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}
