import type { Period } from './tables.ts';

type Json = Readonly<Record<string, unknown>>;
type Reference = { readonly reference?: string } | undefined;

/** Doses of a child's first two years stand in her line. */
const doseYears = 2;
/** Facts that count for a person without a visit: causes of death, weights at birth. */
const causeOfDeath = '69453-9';
const birthWeight = '8339-4';

/**
 * What of all that a device holds belongs into the books of a station for a period: the same that the centre reads for them. Facts of other
 * facilities about the same people stay out.
 */
export function resourcesOfPeriod(resources: Iterable<Json>, stationId: string, period: Period): Json[] {
  const station = `Organization/${stationId}`;
  const byType = Map.groupBy(resources, ({ resourceType }) => String(resourceType));
  const all = (type: string): readonly Json[] => byType.get(type) ?? [];
  const within = (moment: unknown): boolean => {
    const day = dayOf(moment);
    return day !== undefined && day >= period.from && day <= period.to;
  };

  const visits = all('Encounter').filter(
    ({ serviceProvider, status, period: span }) =>
      nameIn(serviceProvider) === station &&
      status === 'finished' &&
      within((span as { start?: string } | undefined)?.start),
  );
  const ofVisits = new Set(visits.map(({ id }) => `Encounter/${String(id)}`));
  const belonging = ['Condition', 'Observation', 'MedicationRequest', 'Procedure', 'ServiceRequest'].flatMap(
    (type) => all(type).filter(({ encounter }) => ofVisits.has(nameIn(encounter) ?? '')),
  );
  const episodes = all('EpisodeOfCare').filter(
    ({ managingOrganization }) => nameIn(managingOrganization) === station,
  );
  const from = `${Number(period.from.slice(0, 4)) - doseYears}${period.from.slice(4)}`;
  const doses = all('Immunization').filter(({ performer, occurrenceDateTime }) => {
    const day = dayOf(occurrenceDateTime);
    return (
      day !== undefined &&
      day >= from &&
      day <= period.to &&
      listOf(performer).some(({ actor }) => nameIn(actor) === station)
    );
  });
  const talks = all('Communication').filter(({ sender, sent }) => nameIn(sender) === station && within(sent));
  const roles = all('PractitionerRole').filter(({ organization }) => nameIn(organization) === station);

  const own = all('Patient').filter(({ managingOrganization }) => nameIn(managingOrganization) === station);
  const mothers = new Set(episodes.filter(isOfPregnancy).map(({ patient }) => nameIn(patient)));
  const dead = new Set(own.filter(({ deceasedDateTime }) => within(deceasedDateTime)).map(nameOf));
  const born = new Set(own.filter(({ birthDate }) => within(birthDate)).map(nameOf));
  const births = all('Procedure').filter(
    ({ code, subject, performedDateTime }) =>
      hasCode(code, 'delivery') && mothers.has(nameIn(subject)) && within(performedDateTime),
  );
  const loose = all('Observation').filter(
    ({ code, subject }) =>
      (hasCode(code, causeOfDeath) && dead.has(nameIn(subject) ?? '')) ||
      (hasCode(code, birthWeight) && born.has(nameIn(subject) ?? '')),
  );

  const chosen = [
    ...visits,
    ...belonging,
    ...episodes,
    ...doses,
    ...talks,
    ...roles,
    ...own,
    ...births,
    ...loose,
  ];
  // People of other stations who came here: their sex and age count.
  const asked = new Set(chosen.map(({ subject, patient }) => nameIn(subject) ?? nameIn(patient)));
  const others = all('Patient').filter((one) => asked.has(nameOf(one)));
  return [...new Map([...chosen, ...others].map((one) => [nameOf(one), one])).values()];
}

/** The types of which `resourcesOfPeriod` chooses and a device holds with its people. */
export const heldBookTypes = [
  'Encounter',
  'Condition',
  'Observation',
  'MedicationRequest',
  'Procedure',
  'ServiceRequest',
  'EpisodeOfCare',
  'Immunization',
  'Patient',
] as const;

const nameOf = ({ resourceType, id }: Json): string => `${String(resourceType)}/${String(id)}`;
const nameIn = (reference: unknown): string | undefined => (reference as Reference)?.reference;
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);

function hasCode(concept: unknown, code: string): boolean {
  return listOf((concept as Json | undefined)?.['coding']).some((one) => one['code'] === code);
}

function isOfPregnancy({ type }: Json): boolean {
  const code = listOf(listOf(type)[0]?.['coding'])[0]?.['code'];
  return code === 'antenatal' || code === 'postnatal';
}

/** The day of Việt Nam of a moment or a day. */
function dayOf(moment: unknown): string | undefined {
  if (typeof moment !== 'string' || moment.length < 10) return undefined;
  if (moment.length === 10 || moment.endsWith('+07:00')) return moment.slice(0, 10);
  const time = Date.parse(moment);
  return Number.isNaN(time) ? undefined : new Date(time + 7 * 3_600_000).toISOString().slice(0, 10);
}
