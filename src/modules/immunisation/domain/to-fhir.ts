import type { AdverseEvent, Immunization, ImmunizationRecommendation } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { DoseForecast, Forecast } from './forecast.ts';
import { findSeries, productOf } from './national-schedule.ts';
import { reactionSigns, type ReactionSign } from './reaction.ts';

/** A dose that was given. */
export interface ShotWords {
  readonly patientId: string;
  readonly doseCode: string;
  readonly number?: number;
  readonly at: Date;
  readonly lotNumber: string;
  readonly expiresOn: string;
  readonly manufacturer?: string;
  readonly facility: { readonly id: string; readonly name?: string };
  readonly practitionerId?: string;
  readonly site?: 'left-thigh' | 'right-thigh' | 'left-arm' | 'right-arm' | 'mouth';
  /** Why it was given although a rule spoke against it. */
  readonly reason?: string;
}

const sites: Readonly<Record<NonNullable<ShotWords['site']>, string>> = {
  'left-thigh': 'Đùi trái',
  'right-thigh': 'Đùi phải',
  'left-arm': 'Cánh tay trái',
  'right-arm': 'Cánh tay phải',
  mouth: 'Uống',
};

/** The moment as Việt Nam's clock says it. */
function momentOf(at: Date): string {
  return `${new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

/** The Immunization of a shot. */
export function immunizationOf(shot: ShotWords): Immunization {
  const product = productOf(shot.doseCode)!;
  return {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {
      coding: [
        { system: codeSystem.cvx, code: product.cvx },
        { system: codeSystem.vaccineDose, code: shot.doseCode },
      ],
      text: product.vaccine,
    },
    patient: { reference: `Patient/${shot.patientId}` },
    occurrenceDateTime: momentOf(shot.at),
    recorded: momentOf(shot.at),
    primarySource: true,
    ...(shot.facility.name !== undefined && { location: { display: shot.facility.name } }),
    ...(shot.manufacturer !== undefined && { manufacturer: { display: shot.manufacturer } }),
    lotNumber: shot.lotNumber,
    expirationDate: shot.expiresOn,
    ...(shot.site !== undefined && { site: { text: sites[shot.site] } }),
    route: { text: product.route },
    performer: [
      ...(shot.practitionerId === undefined
        ? []
        : [{ actor: { reference: `Practitioner/${shot.practitionerId}` } }]),
      { actor: { reference: `Organization/${shot.facility.id}` } },
    ],
    ...(shot.reason !== undefined && { note: [{ text: shot.reason }] }),
    protocolApplied: [
      {
        targetDisease: product.antigens.map((text) => ({ text })),
        doseNumberPositiveInt: shot.number ?? product.doseNumber,
      },
    ],
  };
}

const statusSystem = 'http://terminology.hl7.org/CodeSystem/immunization-recommendation-status';
const loinc = (code: string, display: string) => ({ coding: [{ system: codeSystem.loinc, code, display }] });
/** @source LOINC, as named by FHIR R4 ImmunizationRecommendation: date criteria */
const criteria = {
  earliest: loinc('30981-5', 'Earliest date to give'),
  due: loinc('30980-7', 'Date vaccine due'),
  latest: loinc('59777-3', 'Latest date to give immunization'),
  overdue: loinc('59778-1', 'Date when overdue for immunization'),
} as const;

const statusOf: Readonly<Record<DoseForecast['state'], string>> = {
  given: 'complete',
  overdue: 'overdue',
  due: 'due',
  later: 'due',
  waits: 'due',
  postponed: 'due',
  contraindicated: 'contraindicated',
  'too-late': 'aged-out',
};
const ownStatus = 'urn:sen:dose-state';

/** The forecast as FHIR; it is worked out anew at each question and stored nowhere. */
export function recommendationOf(patientId: string, found: Forecast, now: Date): ImmunizationRecommendation {
  const open = found.doses.filter(({ state }) => state !== 'given');
  return {
    resourceType: 'ImmunizationRecommendation',
    patient: { reference: `Patient/${patientId}` },
    date: momentOf(now),
    recommendation: open.map((dose) => {
      const series = findSeries(dose.series)!;
      const day = (code: keyof typeof criteria, value: string | undefined) =>
        value === undefined ? [] : [{ code: criteria[code], value }];
      const status = statusOf[dose.state];
      return {
        vaccineCode: [
          {
            coding: [
              { system: codeSystem.vaccineDose, code: dose.code },
              { system: codeSystem.cvx, code: productOf(dose.code)!.cvx },
            ],
            text: productOf(dose.code)!.vaccine,
          },
        ],
        targetDisease: { text: series.antigens.join(', ') },
        forecastStatus: {
          coding: [
            ...(status === 'aged-out' ? [] : [{ system: statusSystem, code: status }]),
            { system: ownStatus, code: dose.state },
          ],
        },
        forecastReason: dose.reasons.map(({ code }) => ({
          coding: [{ system: 'urn:sen:dose-reason', code }],
        })),
        dateCriterion: [
          ...day('earliest', dose.earliestOn),
          ...day('due', dose.dueOn),
          ...day('latest', dose.latestOn),
          ...day('overdue', dose.overdueOn),
        ],
        series: series.vi,
        doseNumberPositiveInt: dose.number,
        seriesDosesPositiveInt: series.doses.length,
      };
    }),
  };
}

/** A reaction after a vaccination. */
export interface ReactionWords {
  readonly patientId: string;
  readonly immunizationId: string;
  readonly signs: readonly ReactionSign[];
  readonly severity: 'common' | 'severe';
  readonly beganAt: Date;
  readonly notedAt: Date;
  readonly practitionerId?: string;
  readonly treatment?: string;
}

/** The AdverseEvent of a reaction. */
export function adverseEventOf(words: ReactionWords): AdverseEvent {
  return {
    resourceType: 'AdverseEvent',
    actuality: 'actual',
    event: {
      coding: words.signs.map((code) => ({
        system: 'urn:sen:reaction-sign',
        code,
        display: reactionSigns[code].vi,
      })),
      text: [
        ...words.signs.map((code) => reactionSigns[code].vi),
        ...(words.treatment === undefined ? [] : [words.treatment]),
      ].join('; '),
    },
    subject: { reference: `Patient/${words.patientId}` },
    date: momentOf(words.beganAt),
    recordedDate: momentOf(words.notedAt),
    seriousness: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/adverse-event-seriousness',
          code: words.severity === 'severe' ? 'serious' : 'non-serious',
        },
      ],
    },
    ...(words.practitionerId !== undefined && {
      recorder: { reference: `Practitioner/${words.practitionerId}` },
    }),
    suspectEntity: [{ instance: { reference: `Immunization/${words.immunizationId}` } }],
  };
}
