import type { Claim, ClaimItem, Condition, Coverage, Extension, Money } from '@medplum/fhirtypes';
import { parseDong } from '#kernel/vietnam/dong.ts';
import { visitKeySystem } from '#kernel/vietnam/identifier-systems.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, dayOf, optional, timeOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';
import { quantityOf } from './map-medication.ts';
import { groupConcept, serviceOf } from './map-services.ts';

/** Amounts that FHIR's Claim has no element for stand under the name they have in the claim. */
export const claimAmountUrl = 'urn:sen:claim-amount';

const summaryAmounts = [
  'T_THUOC',
  'T_VTYT',
  'T_TONGCHI_BH',
  'T_BNTT',
  'T_BNCCT',
  'T_BHTT',
  'T_NGUONKHAC',
  'T_BHTT_GDV',
];
const lineAmounts = ['THANH_TIEN_BH', 'T_BNTT', 'T_BNCCT', 'T_BHTT', 'T_NGUONKHAC'];

/** The bill of the visit, each drug and service one item. @source QĐ 130/QĐ-BYT 2023, XML1 (sums), XML2 and XML3 (lines) */
export function mapClaim(
  visit: TakenVisit,
  conditions: readonly Condition[],
  coverages: readonly Coverage[],
  context: MapContext,
): Claim {
  const { summary } = visit;
  const items = [...linesOf(visit, 'XML2'), ...linesOf(visit, 'XML3')].map((line, i) =>
    mapItem(line, i + 1, context),
  );
  const created =
    timeOf(summary.get('NGAY_TTOAN')) ?? timeOf(summary.get('NGAY_RA')) ?? timeOf(summary.get('NGAY_VAO'));
  return {
    resourceType: 'Claim',
    id: context.id('Claim'),
    ...optional('extension', amounts(summary, summaryAmounts)),
    identifier: [{ system: visitKeySystem(visit.facility), value: visit.key }],
    status: 'active',
    type: { coding: [coded('http://terminology.hl7.org/CodeSystem/claim-type', 'institutional')] },
    use: 'claim',
    patient: { reference: context.patient },
    ...optional('billablePeriod', periodOf(summary)),
    created: created ?? '',
    provider: { reference: context.facility },
    priority: { coding: [coded('http://terminology.hl7.org/CodeSystem/processpriority', 'normal')] },
    ...(conditions.length === 0
      ? {}
      : {
          diagnosis: conditions.map((c, i) => ({
            sequence: i + 1,
            diagnosisReference: { reference: `Condition/${c.id ?? ''}` },
          })),
        }),
    insurance:
      coverages.length === 0
        ? [{ sequence: 1, focal: true, coverage: { display: 'Không dùng thẻ BHYT' } }]
        : coverages.map((c, i) => ({
            sequence: i + 1,
            focal: i === 0,
            coverage: { reference: `Coverage/${c.id ?? ''}` },
          })),
    ...(items.length === 0 ? {} : { item: items }),
    ...optional('total', moneyOf(summary.get('T_TONGCHI_BV'))),
  };
}

function mapItem(line: ClaimLine, sequence: number, context: MapContext): ClaimItem {
  const isDrug = line.table === 'XML2';
  const served = dayOf(line.get('NGAY_YL'));
  const quantity = quantityOf(line);
  return {
    ...optional('extension', amounts(line, lineAmounts)),
    sequence,
    category: groupConcept(line),
    productOrService: isDrug ? drugOf(line) : serviceOf(line),
    ...(served === undefined ? {} : { servicedDate: served }),
    ...(quantity === undefined ? {} : { quantity }),
    ...optional('unitPrice', moneyOf(line.get('DON_GIA') ?? line.get('DON_GIA_BV'))),
    ...optional('net', moneyOf(line.get('THANH_TIEN_BV'))),
    encounter: [{ reference: `Encounter/${context.id('Encounter')}` }],
  };
}

function drugOf(line: ClaimLine) {
  const code = line.get('MA_THUOC');
  return {
    ...(code === undefined ? {} : { coding: [coded('urn:vn:ma-thuoc', code)] }),
    text: line.get('TEN_THUOC') ?? code ?? 'Thuốc',
  };
}

function periodOf(summary: ClaimLine) {
  const start = dayOf(summary.get('NGAY_VAO'));
  const end = dayOf(summary.get('NGAY_RA'));
  if (start === undefined) return undefined;
  return end === undefined || end < start ? { start } : { start, end };
}

/** Money as claims write it, exact: at most three decimals and 15 digits fit a JSON number without loss. */
export function moneyOf(value: string | undefined): Money | undefined {
  const amount = value === undefined ? undefined : parseDong(value);
  return amount === undefined ? undefined : { value: Number(amount) / 1000, currency: 'VND' };
}

function amounts(line: ClaimLine, fields: readonly string[]): Extension[] | undefined {
  const found = fields.flatMap((field): Extension[] => {
    const money = moneyOf(line.get(field));
    return money === undefined || money.value === 0
      ? []
      : [{ url: `${claimAmountUrl}/${field}`, valueMoney: money }];
  });
  return found.length === 0 ? undefined : found;
}
