import type { AllergyIntolerance, MedicationRequest, MedicationStatement } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { checkPrescription, type Prescribed } from '#modules/outpatient/api.ts';
import type { ClashFact } from './facts.ts';
import { isSensitive } from './is-sensitive.ts';

/** A medicine that she takes now, as far as the record says. */
interface Medicine {
  readonly ref: string;
  readonly line: Prescribed;
  readonly encounter: string | undefined;
  readonly atMs: number;
  readonly at: string;
}

const dayMs = 86_400_000;
/** A prescription without a number of days is taken to last so long. Own rule, verify. */
export const courseDays = 30;

/** Whether a prescription or a medicine of her own is of now. Sensitive lines are left alone. */
export function medicineOf(
  resource: MedicationRequest | MedicationStatement,
  now: Date,
): Medicine | undefined {
  const { id, status, medicationCodeableConcept: concept } = resource;
  const at =
    resource.resourceType === 'MedicationRequest'
      ? resource.authoredOn
      : (resource.effectivePeriod?.start ?? resource.effectiveDateTime ?? resource.dateAsserted);
  const atMs = Date.parse(at ?? '');
  if (id === undefined || status !== 'active' || isSensitive(resource)) return undefined;
  if (concept === undefined || at === undefined || Number.isNaN(atMs) || atMs > now.getTime() + dayMs)
    return undefined;
  if (now.getTime() > endOf(resource, atMs)) return undefined;
  const coding = concept.coding?.find(({ system }) => system === codeSystem.atc);
  const name = concept.text ?? coding?.display ?? '';
  if (name === '' && coding?.code === undefined) return undefined;
  const encounter = 'encounter' in resource ? resource.encounter?.reference : undefined;
  const line: Prescribed = {
    atc: coding?.code ?? '',
    name: name === '' ? coding!.code! : name,
    // Doses were asked about when it was prescribed; here only what meets what.
    strength: '',
    form: '',
    route: '',
    unit: '',
    perDose: 1,
    timesPerDay: 1,
    days: 1,
  };
  return { ref: `${resource.resourceType}/${id}`, line, encounter, atMs, at };
}

function endOf(resource: MedicationRequest | MedicationStatement, fromMs: number): number {
  if (resource.resourceType === 'MedicationStatement') {
    const end = Date.parse(resource.effectivePeriod?.end ?? '');
    // What she says that she takes, she takes until she says otherwise.
    return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end + dayMs;
  }
  const { value, unit, code } = resource.dispenseRequest?.expectedSupplyDuration ?? {};
  const isDays = value !== undefined && ((code ?? unit) === 'd' || unit === 'days' || unit === 'ngày');
  return fromMs + (isDays ? value + 1 : courseDays) * dayMs;
}

/**
 * What meets what among all her medicines, by the checks of prescribing: a medicine that she does not bear, and a pair that was prescribed apart. What one
 * prescription holds together was asked about when it was written.
 */
export function clashesOf(
  resources: readonly (MedicationRequest | MedicationStatement)[],
  allergies: readonly AllergyIntolerance[],
  now: Date,
): ClashFact[] {
  const medicines = resources
    .flatMap((one) => medicineOf(one, now) ?? [])
    .toSorted((a, b) => a.atMs - b.atMs || a.ref.localeCompare(b.ref));
  const known = allergies.flatMap((one) => allergyOf(one) ?? []);
  return medicines.flatMap(({ ref, line, encounter, atMs, at }, nth) => {
    const facts: ClashFact[] = [];
    for (const { name, atc, ref: also, atMs: knownMs } of known) {
      const found = checkPrescription([line], { allergies: [{ name, ...(atc !== undefined && { atc }) }] });
      if (!found.some(({ kind }) => kind === 'allergy')) continue;
      const words = {
        vi: `${line.name}, và dị ứng với ${name}`,
        en: `${line.name}, and an allergy to ${name}`,
      };
      const ground = { ref, also, words, at };
      facts.push({ key: `${ref} ${also}`, kind: 'allergy', atMs: Math.max(atMs, knownMs), ground });
    }
    for (const other of medicines.slice(0, nth)) {
      if (encounter !== undefined && encounter === other.encounter) continue;
      const found = checkPrescription([other.line, line], {});
      if (!found.some(({ kind }) => kind === 'together')) continue;
      const words = {
        vi: `${line.name}, cùng với ${other.line.name}`,
        en: `${line.name}, with ${other.line.name}`,
      };
      const ground = { ref, also: other.ref, words, at };
      facts.push({ key: `${ref} ${other.ref}`, kind: 'together', atMs, ground });
    }
    return facts;
  });
}

function allergyOf(allergy: AllergyIntolerance) {
  const { id, code, clinicalStatus, verificationStatus, recordedDate } = allergy;
  const says = (concept: typeof clinicalStatus, wanted: readonly string[]): boolean =>
    concept?.coding?.some((one) => wanted.includes(one.code ?? '')) === true;
  if (id === undefined || isSensitive(allergy)) return undefined;
  if (says(clinicalStatus, ['inactive', 'resolved'])) return undefined;
  if (says(verificationStatus, ['entered-in-error', 'refuted'])) return undefined;
  const coding = code?.coding?.find(({ system }) => system === codeSystem.atc);
  const name = code?.text ?? coding?.display ?? '';
  const atMs = Date.parse(recordedDate ?? '');
  // Shorter words stand in too many names.
  return name.length < 4
    ? undefined
    : { ref: `AllergyIntolerance/${id}`, name, atc: coding?.code, atMs: Number.isNaN(atMs) ? 0 : atMs };
}
