import type {
  AllergyIntolerance,
  Condition,
  Coverage,
  MedicationRequest,
  MedicationStatement,
  Observation,
  Patient,
  Resource,
} from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Allergies, Entry, Insurance, Summary } from '../api.ts';
import { codeIn, conceptText, hasCode, type Reading } from './concept.ts';
import { currentMedicines } from './current-medicine.ts';
import { allergyEntry, reactionText } from './entry-of-illness.ts';
import { entryOf } from './entry-of.ts';
import { longTermOf } from './long-term.ts';
import { isOutOfRange } from './measure.ts';
import { maskNumber, numbersOf, personOf } from './person.ts';
import { orderEntries, timeKey } from './timeline.ts';

/** Codes by which files say "no allergy". @source FHIR R4 AllergyIntolerance.code; SNOMED CT no known allergy and its kinds */
const noAllergyCodes = ['716186003', '409137002', '428607008', '429625007', 'no-known-allergies'];

/** "Asked, none" only where somebody wrote that there is none; silence is "not asked". */
export function allergiesOf(allergies: readonly AllergyIntolerance[], reading: Reading): Allergies {
  const standing = allergies.filter(
    (one) =>
      !hasCode(one.verificationStatus, 'refuted', 'entered-in-error') &&
      !hasCode(one.clinicalStatus, 'resolved', 'inactive'),
  );
  const none = standing.filter(({ code }) => hasCode(code, ...noAllergyCodes));
  const items = standing
    .filter((one) => !none.includes(one))
    .flatMap((one) => {
      const entry = allergyEntry(one, reading);
      if (!entry) return [];
      const { id, title, at, facility, marks } = entry;
      const reaction = reactionText(one, reading);
      const severe =
        one.criticality === 'high' || (one.reaction?.some(({ severity }) => severity === 'severe') ?? false);
      return [
        {
          id,
          title,
          marks,
          severe,
          ...(at === undefined ? {} : { at }),
          ...(facility === undefined ? {} : { facility }),
          ...(reaction === '' ? {} : { reaction }),
        },
      ];
    });
  if (items.length > 0)
    return { state: 'listed', items: items.toSorted((a, b) => Number(b.severe) - Number(a.severe)) };
  const at = none
    .map(({ recordedDate }) => recordedDate ?? '')
    .toSorted()
    .at(-1);
  return none.length > 0
    ? { state: 'none', items: [], ...(at === undefined || at === '' ? {} : { at }) }
    : { state: 'not-asked', items: [] };
}

/** The card that lasts longest, and whether it is good today. */
export function insuranceOf(coverages: readonly Coverage[], patient: Patient, now: Date): Insurance {
  const latest = coverages
    .filter(({ status }) => status === 'active' || status === undefined)
    .toSorted((a, b) => (b.period?.end ?? '9').localeCompare(a.period?.end ?? '9'))[0];
  if (!latest) {
    const number = numbersOf(patient).find(({ kind }) => kind === 'insurance')?.value;
    return { state: 'not-known', ...(number === undefined ? {} : { number: maskNumber(number) }) };
  }
  const number =
    latest.subscriberId ??
    latest.identifier?.find(({ system }) => system === identifierSystem.insuranceCard)?.value ??
    latest.identifier?.[0]?.value;
  const { start, end } = latest.period ?? {};
  // The card is good through its last day in Việt Nam, which is seven hours ahead of UTC.
  const ended = end !== undefined && Date.parse(`${end.slice(0, 10)}T23:59:59+07:00`) < now.getTime();
  return {
    state: ended ? 'ended' : end === undefined ? 'not-known' : 'valid',
    ...(number === undefined ? {} : { number: maskNumber(number) }),
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end }),
  };
}

/** LOINC codes of the blood group: ABO and Rh in one, ABO alone. Rh alone is 10331-7. */
const bloodCodes = { both: '882-1', abo: '883-9', rh: '10331-7' } as const;

/** The latest blood group, with Rh beside ABO where both were measured apart. */
export function bloodOf(observations: readonly Observation[], reading: Reading): Summary['blood'] {
  const newest = (code: string) =>
    observations
      .filter(
        (one) =>
          codeIn(one.code, codeSystem.loinc) === code &&
          one.status !== 'entered-in-error' &&
          one.status !== 'cancelled',
      )
      .toSorted((a, b) => timeKey(b.effectiveDateTime).localeCompare(timeKey(a.effectiveDateTime)))[0];
  const main = newest(bloodCodes.both) ?? newest(bloodCodes.abo);
  if (!main) return undefined;
  const entry = entryOf(main, reading);
  const rh = newest(bloodCodes.both) ? undefined : newest(bloodCodes.rh);
  const group = [valueText(main, reading), rh && valueText(rh, reading)]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  if (!entry || group === '') return undefined;
  return {
    id: entry.id,
    group,
    ...(entry.at === undefined ? {} : { at: entry.at }),
    ...(entry.facility === undefined ? {} : { facility: entry.facility }),
  };
}

function valueText(observation: Observation, reading: Reading): string {
  return observation.valueCodeableConcept
    ? conceptText(observation.valueCodeableConcept, reading)
    : (observation.valueString ?? '');
}

const yearMs = 366 * 86_400_000;

/** The newest entry of each title. */
function newestOfEach(entries: readonly Entry[]): Entry[] {
  const newest = new Map<string, Entry>();
  for (const entry of entries) {
    const known = newest.get(entry.title);
    if (known === undefined || timeKey(entry.at) > timeKey(known.at)) newest.set(entry.title, entry);
  }
  return [...newest.values()].toSorted((a, b) => timeKey(b.at).localeCompare(timeKey(a.at)));
}

/** How many lines of the last visit the summary shows; the rest is one tap away. */
const linesShown = 12;

function lastVisitOf(entries: readonly Entry[]): Summary['lastVisit'] {
  const visit = entries.find(
    ({ kind, status, facility, at }) =>
      kind === 'visit' && status !== 'planned' && (facility !== undefined || at !== undefined),
  );
  if (!visit) return undefined;
  const lines = entries.filter((entry) => entry.visit === visit.id);
  const telling = lines.toSorted((a, b) => Number(isOutOfRange(b.flag)) - Number(isOutOfRange(a.flag)));
  const shown = new Set(telling.slice(0, linesShown));
  return {
    visit,
    lines: lines.filter((line) => shown.has(line)),
    more: Math.max(0, lines.length - linesShown),
  };
}

/** Everything that belongs on one screen about one person. */
export function summaryOf(patient: Patient, resources: readonly Resource[], reading: Reading): Summary {
  const of = <T extends Resource>(type: T['resourceType']) =>
    resources.filter((one): one is T => one.resourceType === type);
  const entries = orderEntries(
    resources.map((one) => entryOf(one, reading)).filter((one) => one !== undefined),
  );
  const yearAgo = new Date(reading.now.getTime() - yearMs).toISOString();
  const recent = newestOfEach(entries.filter(({ kind, at }) => kind === 'test' && timeKey(at) > yearAgo));
  const blood = bloodOf(of<Observation>('Observation'), reading);
  const lastVisit = lastVisitOf(entries);
  return {
    person: personOf(patient),
    allergies: allergiesOf(of<AllergyIntolerance>('AllergyIntolerance'), reading),
    insurance: insuranceOf(of<Coverage>('Coverage'), patient, reading.now),
    longTerm: longTermOf(of<Condition>('Condition'), reading),
    medicines: currentMedicines(
      of<MedicationRequest>('MedicationRequest'),
      of<MedicationStatement>('MedicationStatement'),
      reading,
    ),
    vitals: newestOfEach(entries.filter(({ kind }) => kind === 'vital')).slice(0, 8),
    outOfRange: recent.filter(({ flag }) => isOutOfRange(flag)).slice(0, 8),
    entries: entries.length,
    ...(blood === undefined ? {} : { blood }),
    ...(lastVisit === undefined ? {} : { lastVisit }),
  };
}
