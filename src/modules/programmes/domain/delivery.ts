import type {
  Bundle,
  EpisodeOfCare,
  Extension,
  Observation,
  Patient,
  Procedure,
  Resource,
} from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import {
  birthEntry,
  birthEntryExtension,
  birthProcedure,
  deliverySystem,
} from '#kernel/vietnam/birth-procedure.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { newbornPatient } from '#modules/registry/api.ts';
import { endedEpisode, episodeOf } from './episode.ts';

/** How a child came. Own list: no national code of it is known to us. */
export const deliveryModes = {
  vaginal: { vi: 'Đẻ thường', en: 'Vaginal birth' },
  assisted: { vi: 'Đẻ có can thiệp', en: 'Assisted birth' },
  caesarean: { vi: 'Mổ lấy thai', en: 'Caesarean' },
} as const satisfies Record<string, Bilingual>;
export type DeliveryMode = keyof typeof deliveryModes;

/** Who helped. @source TT 23/2025/TT-BYT Annex III, A4 (attendant); the list is our own, verify */
export const attendants = {
  midwife: { vi: 'Nữ hộ sinh', en: 'Midwife' },
  doctor: { vi: 'Bác sĩ', en: 'Doctor' },
  assistant: { vi: 'Y sĩ', en: 'Assistant doctor' },
  village: { vi: 'Cô đỡ thôn bản', en: 'Village midwife' },
  other: { vi: 'Người khác', en: 'Somebody else' },
} as const satisfies Record<string, Bilingual>;
export type Attendant = keyof typeof attendants;

/** The five that stations count, and what else. From general knowledge, verify. */
export const complications = {
  bleeding: { vi: 'Băng huyết', en: 'Bleeding' },
  eclampsia: { vi: 'Tiền sản giật, sản giật', en: 'Pre-eclampsia, eclampsia' },
  infection: { vi: 'Nhiễm khuẩn', en: 'Infection' },
  rupture: { vi: 'Vỡ tử cung', en: 'Rupture of the womb' },
  tetanus: { vi: 'Uốn ván sơ sinh', en: 'Neonatal tetanus' },
  other: { vi: 'Tai biến khác', en: 'Another complication' },
} as const satisfies Record<string, Bilingual>;
export type Complication = keyof typeof complications;

/** First care of a newborn. @source TT 23/2025/TT-BYT Annex III, A4 (breastfed within an hour, vitamin K1); skin to skin: general knowledge, verify */
export const firstCares = {
  skin: { vi: 'Da kề da ngay sau sinh', en: 'Skin to skin at once' },
  breast: { vi: 'Bú mẹ trong giờ đầu', en: 'Breastfed within the first hour' },
  'vitamin-k1': { vi: 'Tiêm vitamin K1', en: 'Vitamin K1 given' },
} as const satisfies Record<string, Bilingual>;
export type FirstCare = keyof typeof firstCares;

/** A child of a birth. */
export interface BornChild {
  readonly isAlive: boolean;
  readonly gender: 'male' | 'female' | 'unknown';
  readonly name: string;
  readonly weightG: number | undefined;
  /** After one and after five minutes. */
  readonly apgar1: number | undefined;
  readonly apgar5: number | undefined;
  readonly cares: readonly FirstCare[];
}

/** A birth as it is stated. */
export interface Delivery {
  /** 'YYYY-MM-DD', in Việt Nam. */
  readonly on: string;
  /** 'HH:mm'. */
  readonly clock: string;
  readonly mode: DeliveryMode;
  readonly place: string;
  readonly attendant: Attendant;
  readonly complications: readonly Complication[];
  readonly children: readonly BornChild[];
}

/** Who writes it, where, and how ids are drawn. */
export interface DeliveryDesk {
  readonly facilityId: string;
  readonly practitionerId?: string | undefined;
  readonly newId: (patientId?: string) => string;
}

const childExtension = 'urn:sen:born-child';

/**
 * A birth as one transaction: the birth itself, the end of the pregnancy, the time after it, and each child who lives, registered with her weight, her
 * state and her place in the register of growth. Codes and ties are completed by the centre in the same transaction.
 * @param entry her open entry in the antenatal register; one of a day is made where there is none
 */
export function deliveryBundle(
  birth: Delivery,
  mother: Patient & { readonly id: string },
  entry: EpisodeOfCare | undefined,
  desk: DeliveryDesk,
): Bundle {
  const motherId = mother.id;
  const newId = (): string => desk.newId(motherId);
  const pregnancy = entry ?? {
    ...episodeOf({ code: 'antenatal' }, motherId, desk.facilityId, birth.on),
    id: newId(),
  };
  const isMany = birth.children.length > 1;
  const born = birth.children.flatMap((child, at) => {
    if (!child.isAlive) return [];
    const patient = {
      ...newbornPatient(child, mother, birth.on, isMany ? at + 1 : undefined),
      id: desk.newId(),
      managingOrganization: { reference: `Organization/${desk.facilityId}` },
    };
    return [{ child, patient }];
  });
  const resources: Resource[] = [
    {
      ...birthProcedure({
        motherId,
        entryId: pregnancy.id!,
        at: `${birth.on}T${birth.clock}:00+07:00`,
        mode: deliveryModes[birth.mode].vi,
        place: birth.place === '' ? undefined : birth.place,
      }),
      ...detailsOf(birth, desk),
      extension: [
        birthEntry(pregnancy.id!),
        ...born.map(({ patient }): Extension => ({ url: childExtension, valueId: patient.id })),
      ],
      id: newId(),
    },
    endedEpisode(pregnancy, latest(birth.on, pregnancy.period?.start), 'delivered'),
    { ...episodeOf({ code: 'postnatal' }, motherId, desk.facilityId, birth.on), id: newId() },
    ...born.flatMap(({ child, patient }) => [
      patient,
      ...factsOfChild(child, patient.id, birth, () => desk.newId(patient.id)),
      {
        ...episodeOf({ code: 'child-growth' }, patient.id, desk.facilityId, birth.on),
        id: desk.newId(patient.id),
      },
    ]),
  ];
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id!}` },
    })),
  };
}

function detailsOf(birth: Delivery, desk: DeliveryDesk): Partial<Procedure> {
  const living = birth.children.filter(({ isAlive }) => isAlive).length;
  const outcome = living === birth.children.length ? 'live' : living === 0 ? 'stillborn' : 'mixed';
  return {
    performer: [
      {
        function: { text: attendants[birth.attendant].vi },
        actor:
          desk.practitionerId === undefined
            ? { reference: `Organization/${desk.facilityId}` }
            : { reference: `Practitioner/${desk.practitionerId}` },
      },
    ],
    outcome: {
      coding: [{ system: 'urn:sen:birth-outcome', code: outcome }],
      text: birth.children.map(wordsOfChild).join('; '),
    },
    ...(birth.complications.length > 0 && {
      complication: birth.complications.map((code) => ({
        coding: [{ system: 'urn:sen:birth-complication', code }],
        text: complications[code].vi,
      })),
    }),
  };
}

const sexWords = { male: 'con trai', female: 'con gái', unknown: 'chưa rõ giới tính' } as const;

/** What the book says of a child: no name, which stands in her own record. */
function wordsOfChild({ isAlive, gender, weightG, apgar1, apgar5, cares }: BornChild): string {
  return [
    `${isAlive ? 'Sống' : 'Chết lưu'}, ${sexWords[gender]}`,
    ...(weightG === undefined ? [] : [`${weightG} g`]),
    ...(apgar1 === undefined && apgar5 === undefined ? [] : [`Apgar ${apgar1 ?? '?'}/${apgar5 ?? '?'}`]),
    ...cares.map((care) => firstCares[care].vi.toLocaleLowerCase('vi')),
  ].join(', ');
}

/** LOINC of Apgar scores after 1 and 5 minutes. From general knowledge, verify. */
const apgarCodes = { apgar1: '9272-6', apgar5: '9274-2' } as const;

function factsOfChild(
  child: BornChild,
  patientId: string,
  { on, clock }: Delivery,
  newId: () => string,
): Observation[] {
  const at = `${on}T${clock}:00+07:00`;
  const apgar = (['apgar1', 'apgar5'] as const).flatMap((key): Observation[] =>
    child[key] === undefined
      ? []
      : [
          {
            resourceType: 'Observation',
            id: newId(),
            status: 'final',
            code: {
              coding: [{ system: codeSystem.loinc, code: apgarCodes[key] }],
              text: key === 'apgar1' ? 'Apgar 1 phút' : 'Apgar 5 phút',
            },
            subject: { reference: `Patient/${patientId}` },
            effectiveDateTime: at,
            valueInteger: child[key],
          },
        ],
  );
  const cares: Observation[] =
    child.cares.length === 0
      ? []
      : [
          {
            resourceType: 'Observation',
            id: newId(),
            status: 'final',
            code: {
              coding: [{ system: 'urn:sen:newborn', code: 'first-care' }],
              text: 'Chăm sóc ngay sau sinh',
            },
            subject: { reference: `Patient/${patientId}` },
            effectiveDateTime: at,
            valueCodeableConcept: {
              coding: child.cares.map((code) => ({
                system: 'urn:sen:first-care',
                code,
                display: firstCares[code].vi,
              })),
            },
          },
        ];
  const weight =
    child.weightG === undefined ? [] : [{ ...birthWeightOf(patientId, on, child.weightG), id: newId() }];
  return [...weight, ...apgar, ...cares];
}

/** LOINC 8339-4, birth weight: from general knowledge, verify. */
export function birthWeightOf(patientId: string, on: string, weightG: number): Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
        ],
      },
    ],
    code: { coding: [{ system: 'http://loinc.org', code: '8339-4' }], text: 'Cân nặng lúc sinh' },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: on,
    valueQuantity: { value: weightG, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g' },
  };
}

/** A birth as its Procedure tells it; undefined for any other. */
export function deliveryFrom(procedure: Procedure):
  | {
      readonly motherId: string;
      readonly entryId: string;
      readonly on: string;
      readonly childIds: readonly string[];
    }
  | undefined {
  if (procedure.code?.coding?.some(({ system }) => system === deliverySystem) !== true) return undefined;
  const said = (url: string): Extension[] => (procedure.extension ?? []).filter((one) => one.url === url);
  const [type, entryId] = said(birthEntryExtension)[0]?.valueReference?.reference?.split('/') ?? [];
  const [kind, motherId] = procedure.subject.reference?.split('/') ?? [];
  const on = procedure.performedDateTime?.slice(0, 10);
  if (type !== 'EpisodeOfCare' || entryId === undefined || kind !== 'Patient') return undefined;
  if (motherId === undefined || on === undefined) return undefined;
  return { motherId, entryId, on, childIds: said(childExtension).flatMap(({ valueId }) => valueId ?? []) };
}

function latest(day: string, other: string | undefined): string {
  const start = other?.slice(0, 10);
  return start !== undefined && start > day ? start : day;
}
