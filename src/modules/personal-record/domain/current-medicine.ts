import type { MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import type { Summary } from '../api.ts';
import type { Reading } from './concept.ts';
import { medicineEntry, statementEntry } from './entry-of-medicine.ts';

const dayMs = 86_400_000;

/** Days a prescription lasts, from its supply or its timing; undefined where neither says. */
export function supplyDays(request: MedicationRequest): number | undefined {
  const supply = request.dispenseRequest?.expectedSupplyDuration;
  if (supply?.value !== undefined) return Number(supply.value) * daysOf(supply.code ?? supply.unit ?? 'd');
  const bounds = request.dosageInstruction?.[0]?.timing?.repeat?.boundsDuration;
  if (bounds?.value !== undefined) return Number(bounds.value) * daysOf(bounds.code ?? bounds.unit ?? 'd');
  const quantity = request.dispenseRequest?.quantity?.value;
  const daily = dailyAmount(request);
  return quantity !== undefined && daily !== undefined && daily > 0
    ? Math.ceil(Number(quantity) / daily)
    : undefined;
}

function daysOf(unit: string): number {
  if (/^(wk|tuần|week)/i.test(unit)) return 7;
  if (/^(mo|tháng|month)/i.test(unit)) return 30;
  return /^(a|năm|year)$/i.test(unit) ? 365 : 1;
}

function dailyAmount(request: MedicationRequest): number | undefined {
  const dosage = request.dosageInstruction?.[0];
  const repeat = dosage?.timing?.repeat;
  const dose = dosage?.doseAndRate?.[0]?.doseQuantity?.value;
  if (dose === undefined || repeat?.frequency === undefined || (repeat.periodUnit ?? 'd') !== 'd')
    return undefined;
  return (Number(dose) * repeat.frequency) / Number(repeat.period ?? 1);
}

/** The last day of a prescription as an instant; undefined where it is not known. */
export function supplyEnd(request: MedicationRequest): string | undefined {
  const validity = request.dosageInstruction?.[0]?.timing?.repeat?.boundsPeriod?.end;
  if (validity !== undefined) return validity;
  const days = supplyDays(request);
  const start = Date.parse(request.authoredOn ?? '');
  return days === undefined || Number.isNaN(start)
    ? undefined
    : new Date(start + (days - 1) * dayMs).toISOString();
}

/** A course without an end in the record counts as running for a year, if its writer still calls it active; own rule, verify. */
const unboundedMs = 365 * dayMs;

function isCurrent(request: MedicationRequest, end: string | undefined, now: Date): boolean {
  if (['cancelled', 'entered-in-error', 'stopped', 'draft'].includes(request.status)) return false;
  if (end !== undefined) return Date.parse(end) + dayMs > now.getTime();
  return request.status === 'active' && now.getTime() - Date.parse(request.authoredOn ?? '') < unboundedMs;
}

/** Medicines being taken now: prescriptions whose supply has not ended, and what the person says she takes. Latest line of each. */
export function currentMedicines(
  requests: readonly MedicationRequest[],
  statements: readonly MedicationStatement[],
  reading: Reading,
): Summary['medicines'] {
  const lines: Summary['medicines'] = [];
  for (const request of requests) {
    const until = supplyEnd(request);
    const entry = isCurrent(request, until, reading.now) ? medicineEntry(request, reading) : undefined;
    if (entry) lines.push({ ...entry, ...(until === undefined ? {} : { until }) });
  }
  for (const statement of statements) {
    const until = statement.effectivePeriod?.end;
    const ended = until !== undefined && Date.parse(until) + dayMs <= reading.now.getTime();
    if (statement.status === 'active' && !ended) lines.push(statementEntry(statement, reading));
  }
  const latest = new Map<string, Summary['medicines'][number]>();
  for (const { id, title, detail, at, until, facility, marks } of lines.toSorted((a, b) =>
    (a.at ?? '').localeCompare(b.at ?? ''),
  ))
    latest.set(title.toLocaleLowerCase('vi'), {
      id,
      title,
      marks,
      ...(detail === undefined ? {} : { detail }),
      ...(at === undefined ? {} : { at }),
      ...(until === undefined ? {} : { until }),
      ...(facility === undefined ? {} : { facility }),
    });
  return [...latest.values()].toReversed();
}
