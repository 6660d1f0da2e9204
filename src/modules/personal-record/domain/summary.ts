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
import { dayOf } from '#kernel/display/show-date.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Allergies, Entry, Insurance, Summary, TimelineEntry } from '../api.ts';
import { codeIn, conceptText, hasCode, type Reading } from './concept.ts';
import { currentMedicines } from './current-medicine.ts';
import { allergyEntry, reactionText } from './entry-of-illness.ts';
import { entryOf } from './entry-of.ts';
import { groupLines } from './group-lines.ts';
import { lifeOf, withVisits } from './life.ts';
import { longTermOf } from './long-term.ts';
import { isOutOfRange } from './measure.ts';
import { maskNumber, numbersOf, personOf } from './person.ts';
import { timeKey } from './timeline.ts';
import { vitalRank } from './reading-order.ts';

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

/** The newest entry of each test or vital sign. */
function newestOfEach(entries: readonly Entry[]): Entry[] {
  const newest = new Map<string, Entry>();
  for (const entry of entries) {
    const key = entry.loinc ?? entry.title;
    const known = newest.get(key);
    if (known === undefined || timeKey(entry.at) > timeKey(known.at)) newest.set(key, entry);
  }
  return [...newest.values()].toSorted((a, b) => timeKey(b.at).localeCompare(timeKey(a.at)));
}

/** How many lines of the last visit the summary shows; the rest is one tap away. */
const linesShown = 12;

function lastVisitOf(entries: readonly TimelineEntry[]): Summary['lastVisit'] {
  const visit = entries.find(
    ({ kind, status, facility, at }) =>
      kind === 'visit' && status !== 'planned' && (facility !== undefined || at !== undefined),
  );
  if (!visit) return undefined;
  const lines = entries.filter((entry) => entry.visit === visit.id && !entry.quiet).toSorted(asTold);
  return { visit, lines: lines.slice(0, linesShown), more: Math.max(0, lines.length - linesShown) };
}

/** What is told first: what it was, what to take, what was found out of range, then the rest in its order. */
function asTold(a: TimelineEntry, b: TimelineEntry): number {
  return weightOf(b) - weightOf(a);
}

function weightOf({ kind, flag }: TimelineEntry): number {
  if (kind === 'diagnosis' || kind === 'allergy') return 3;
  return kind === 'medicine' ? 2 : Number(isOutOfRange(flag));
}

/** The medicines of the newest prescription since a day; a reader must know them even where nobody wrote how long they last. */
function lastPrescriptionOf(entries: readonly Entry[], since: string): Summary['lastMedicines'] {
  const prescribed = entries.filter(
    ({ kind, status, marks, at }) =>
      kind === 'medicine' && status === undefined && !marks.includes('own') && timeKey(at) > since,
  );
  const newest = prescribed.toSorted((a, b) => timeKey(b.at).localeCompare(timeKey(a.at)))[0];
  if (newest?.at === undefined) return [];
  const day = dayOf(newest.at);
  return prescribed
    .filter(({ visit, at = '' }) => visit === newest.visit && dayOf(at) === day)
    .map(({ id, title, detail, at, facility, marks }) => ({
      id,
      title,
      marks,
      ...(detail === undefined ? {} : { detail }),
      ...(at === undefined ? {} : { at }),
      ...(facility === undefined ? {} : { facility }),
    }));
}

/** Everything that belongs on one screen about one person. */
export function summaryOf(patient: Patient, resources: readonly Resource[], outside: Reading): Summary {
  const reading = withVisits(resources, outside);
  const of = <T extends Resource>(type: T['resourceType']) =>
    resources.filter((one): one is T => one.resourceType === type);
  const life = lifeOf(resources, reading);
  const { entries } = life;
  const yearAgo = new Date(reading.now.getTime() - yearMs).toISOString();
  const recent = newestOfEach(entries.filter(({ kind, at }) => kind === 'test' && timeKey(at) > yearAgo));
  const blood = bloodOf(of<Observation>('Observation'), reading);
  const lastVisit = lastVisitOf(groupLines(life, reading));
  const medicines = currentMedicines(
    of<MedicationRequest>('MedicationRequest'),
    of<MedicationStatement>('MedicationStatement'),
    reading,
  );
  // What she bought herself stands beside what was prescribed last, never in its place.
  const isPrescribed = medicines.some(({ marks }) => !marks.includes('own'));
  const lastMedicines = isPrescribed ? [] : lastPrescriptionOf(entries, yearAgo);
  return {
    person: personOf(patient),
    allergies: allergiesOf(of<AllergyIntolerance>('AllergyIntolerance'), reading),
    insurance: insuranceOf(of<Coverage>('Coverage'), patient, reading.now),
    longTerm: longTermOf(of<Condition>('Condition'), reading),
    medicines,
    lastMedicines,
    vitals: newestOfEach(entries.filter(({ kind }) => kind === 'vital'))
      .toSorted((a, b) => vitalRank(a.loinc) - vitalRank(b.loinc))
      .slice(0, 8),
    outOfRange: recent.filter(({ flag }) => isOutOfRange(flag)).slice(0, 8),
    unjudged: recent.filter(({ flag, measure }) => flag === undefined && measure !== undefined).length,
    entries: entries.length,
    ...(blood === undefined ? {} : { blood }),
    ...(lastVisit === undefined ? {} : { lastVisit }),
  };
}
