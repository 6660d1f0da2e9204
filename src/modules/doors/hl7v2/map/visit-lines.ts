import type { AllergyIntolerance, Condition, Coverage, RelatedPerson } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Message, Segment } from '../message.ts';
import { readTime } from '../time.ts';
import { codingSystem, readCoded, v2Table } from './codes.ts';
import { compact, type MapContext, type Mapped } from './map-context.ts';
import { readAddress, readName, readTelecom } from './people.ts';

const named = (message: Message, name: string): Segment[] =>
  message.segments.filter((segment) => segment.name === name);

/** @source HL7 v2 table 0127 (allergen type) */
const allergyKinds: Readonly<Record<string, NonNullable<AllergyIntolerance['category']>[number]>> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
  AA: 'environment',
  PA: 'environment',
  LA: 'environment',
};

/** AL1 lines. A line without any allergen says nothing and is passed. */
export function mapAllergies(context: MapContext): Mapped<AllergyIntolerance>[] {
  return named(context.message, 'AL1').flatMap((al1): Mapped<AllergyIntolerance>[] => {
    const code = readCoded(al1.repetitions(3)[0], context.facilityCode);
    if (code === undefined) return [];
    const category = allergyKinds[al1.text(2).toUpperCase()];
    const reaction = al1
      .repetitions(5)
      .map((one) => one.component(1))
      .filter((text) => text !== '');
    const severity = severities[al1.text(4).toUpperCase()];
    const onset = readTime(al1.text(6));
    return [
      {
        resource: {
          ...compact<AllergyIntolerance>({
            resourceType: 'AllergyIntolerance',
            clinicalStatus: {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
                  code: 'active',
                },
              ],
            },
            verificationStatus: {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
                  code: 'unconfirmed',
                },
              ],
            },
            category: category === undefined ? [] : [category],
            ...(severity === 'severe' ? { criticality: 'high' } : {}),
            code,
            patient: { reference: context.patient },
            ...(onset === undefined ? {} : { onsetDateTime: onset.dateTime }),
            reaction:
              reaction.length === 0
                ? []
                : [
                    compact({
                      manifestation: reaction.map((text) => ({ text })),
                      ...(severity === undefined ? {} : { severity }),
                    }),
                  ],
          }),
          id: context.derive(
            'AllergyIntolerance',
            context.patient,
            al1.text(2),
            al1.text(3) || (code.text ?? ''),
          ),
        },
      },
    ];
  });
}

/** @source HL7 v2 table 0128 (allergy severity) */
const severities: Readonly<Record<string, 'mild' | 'moderate' | 'severe'>> = {
  MI: 'mild',
  MO: 'moderate',
  SV: 'severe',
};

/** DG1 lines as diagnoses of the visit. @source HL7 v2 table 0052 (diagnosis type) */
export function mapDiagnoses(context: MapContext, encounter: string | undefined): Mapped<Condition>[] {
  return named(context.message, 'DG1').flatMap((dg1): Mapped<Condition>[] => {
    const code = readDiagnosis(dg1, context.facilityCode);
    if (code === undefined) return [];
    const withdrawn = dg1.text(21).toUpperCase() === 'D';
    const verification = withdrawn
      ? 'entered-in-error'
      : dg1.text(6).toUpperCase() === 'F'
        ? 'confirmed'
        : 'provisional';
    return [
      {
        resource: {
          ...compact<Condition>({
            resourceType: 'Condition',
            ...(withdrawn
              ? {}
              : {
                  clinicalStatus: {
                    coding: [
                      { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
                    ],
                  },
                }),
            verificationStatus: {
              coding: [
                { system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: verification },
              ],
            },
            category: [
              {
                coding: [
                  {
                    system: 'http://terminology.hl7.org/CodeSystem/condition-category',
                    code: 'encounter-diagnosis',
                  },
                ],
              },
            ],
            code,
            subject: { reference: context.patient },
            ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
            recordedDate: readTime(dg1.text(5))?.dateTime ?? '',
          }),
          id: context.derive(
            'Condition',
            encounter ?? context.patient,
            dg1.text(20) || dg1.text(3) || (code.text ?? ''),
          ),
        },
      },
    ];
  });
}

/** DG1-3 is the code; before 2.3 its system stood in DG1-2 and its words in DG1-4. */
function readDiagnosis(dg1: Segment, facilityCode: string) {
  const code = readCoded(dg1.repetitions(3)[0], facilityCode);
  const words = dg1.whole(4);
  if (code === undefined) return words === '' ? undefined : { text: words };
  const [first] = code.coding ?? [];
  if (first !== undefined && dg1.text(3, 3) === '' && dg1.text(2) !== '')
    first.system = codingSystem(dg1.text(2), facilityCode);
  return words === '' ? code : { ...code, text: words };
}

/** NK1 lines: next of kin and contacts. */
export function mapRelatives(context: MapContext): Mapped<RelatedPerson>[] {
  return named(context.message, 'NK1').flatMap((nk1): Mapped<RelatedPerson>[] => {
    const name = readName(nk1.repetitions(2)[0]);
    if (name === undefined) return [];
    const kin = nk1.text(3).toUpperCase();
    const relationship =
      kin === ''
        ? []
        : [
            {
              coding: [{ system: v2Table('0063'), code: kin }],
              ...(nk1.text(3, 2) === '' ? {} : { text: nk1.text(3, 2) }),
            },
          ];
    return [
      {
        resource: {
          ...compact<RelatedPerson>({
            resourceType: 'RelatedPerson',
            active: true,
            patient: { reference: context.patient },
            relationship,
            name: [name],
            telecom: [...nk1.repetitions(5), ...nk1.repetitions(6)]
              .map(readTelecom)
              .filter((one) => one !== undefined),
            address: nk1
              .repetitions(4)
              .map(readAddress)
              .filter((one) => one !== undefined),
          }),
          id: context.derive('RelatedPerson', context.patient, kin, name.text ?? ''),
        },
      },
    ];
  });
}

const CARD = /^(?:[A-Z]{2}[1-5]\d{12}|\d{10})$/;

/** IN1 lines. A Vietnamese card number (IN1-36 or IN1-49) is written with its official system; other policies with the sender's own. */
export function mapCoverages(context: MapContext): Mapped<Coverage>[] {
  return named(context.message, 'IN1').flatMap((in1): Mapped<Coverage>[] => {
    const number = in1.text(36) || in1.text(49);
    const plan = in1.text(2, 2) || in1.text(2);
    const payer = in1.text(4) || in1.text(3) || plan;
    if (payer === '') return [];
    const isCard = CARD.test(number);
    const from = readTime(in1.text(12))?.date;
    const until = readTime(in1.text(13))?.date;
    const kin = in1.text(17).toUpperCase();
    return [
      {
        resource: {
          ...compact<Coverage>({
            resourceType: 'Coverage',
            identifier:
              number === ''
                ? []
                : [
                    {
                      system: isCard
                        ? identifierSystem.insuranceCard
                        : `urn:sen:hl7v2-policy:${context.facilityCode}`,
                      value: number,
                    },
                  ],
            status: 'active',
            ...(plan === '' ? {} : { type: { text: plan } }),
            subscriberId: number,
            beneficiary: { reference: context.patient },
            ...(kin === '' ? {} : { relationship: { coding: [{ system: v2Table('0063'), code: kin }] } }),
            period: compact({ start: from ?? '', end: until ?? '' }),
            payor: [{ display: payer }],
            class:
              in1.text(8) === ''
                ? []
                : [
                    {
                      type: {
                        coding: [
                          { system: 'http://terminology.hl7.org/CodeSystem/coverage-class', code: 'group' },
                        ],
                      },
                      value: in1.text(8),
                    },
                  ],
          }),
          id: context.derive('Coverage', context.patient, number, plan, in1.text(3)),
        },
      },
    ];
  });
}
