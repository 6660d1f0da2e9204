import type { Resource } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/**
 * Counts the plainest way, straight on resources, without views, registers or questions: what the engine is held against. Keys are names
 * of figures.
 */
export function recount(resources: readonly Resource[], from: string, to: string): Record<string, number> {
  const of = <T extends Resource['resourceType']>(type: T): Extract<Resource, { resourceType: T }>[] =>
    resources.filter((one) => one.resourceType === type) as Extract<Resource, { resourceType: T }>[];
  const localDay = (time: string | undefined): string =>
    time === undefined ? '' : new Date(Date.parse(time) + 7 * 3_600_000).toISOString().slice(0, 10);
  const isIn = (time: string | undefined): boolean => localDay(time) >= from && localDay(time) <= to;
  const patients = new Map(of('Patient').map((one) => [`Patient/${one.id}`, one]));
  const conditions = Map.groupBy(of('Condition'), ({ encounter }) => encounter?.reference ?? '');
  const medicines = Map.groupBy(of('MedicationRequest'), ({ encounter }) => encounter?.reference ?? '');
  const procedures = Map.groupBy(of('Procedure'), ({ encounter }) => encounter?.reference ?? '');
  const referrals = Map.groupBy(of('ServiceRequest'), ({ encounter }) => encounter?.reference ?? '');
  const yearsOld = (birth: string, day: string): number => {
    const whole = birth.length === 4 ? `${birth}-01-01` : birth;
    if (whole > day) return Number.NaN;
    const years = Number(day.slice(0, 4)) - Number(whole.slice(0, 4));
    return day.slice(5) < whole.slice(5) ? years - 1 : years;
  };

  const visits = of('Encounter')
    .filter(({ status, period }) => status === 'finished' && isIn(period?.start))
    .map((visit) => {
      const name = `Encounter/${visit.id}`;
      const patient = patients.get(visit.subject?.reference ?? '');
      const codings = (visit.type ?? []).flatMap(({ coding }) => coding ?? []);
      return {
        person: visit.subject?.reference ?? '',
        isWoman: patient?.gender === 'female',
        age:
          patient?.birthDate === undefined
            ? Number.NaN
            : yearsOld(patient.birthDate, localDay(visit.period?.start)),
        isHome: visit.class.code === 'HH',
        subjectKind: codings.find(({ system }) => system === codeSystem.careSubject)?.code ?? '',
        programme: codings.find(({ system }) => system === 'urn:sen:programme')?.code ?? '',
        codes: (conditions.get(name) ?? []).map(({ code }) => code?.coding?.[0]?.code ?? ''),
        medicines: (medicines.get(name) ?? []).length,
        procedures: (procedures.get(name) ?? []).length,
        referrals: (referrals.get(name) ?? []).length,
      };
    });
  type Visit = (typeof visits)[number];
  const figures: Record<string, number> = {};
  const cell = (name: string, keep: (visit: Visit) => boolean, isPeople = false): void => {
    const kept = visits.filter(keep);
    figures[name] = isPeople ? new Set(kept.map(({ person }) => person)).size : kept.length;
  };
  const byKind = (
    report: string,
    row: string,
    keep: (visit: Visit) => boolean,
    kinds: string,
    isPeople = false,
  ): void => {
    if (kinds.includes('t')) cell(`${report}/${row}/total`, keep, isPeople);
    if (kinds.includes('w')) cell(`${report}/${row}/women`, (one) => keep(one) && one.isWoman, isPeople);
    if (kinds.includes('c')) cell(`${report}/${row}/u15`, (one) => keep(one) && one.age < 15, isPeople);
    if (kinds.includes('s')) cell(`${report}/${row}/u5`, (one) => keep(one) && one.age < 5, isPeople);
  };
  const letter = (low: string, high: string) => (visit: Visit) =>
    visit.codes.some((code) => code.slice(0, 3) >= low && code.slice(0, 3) <= high);

  byKind('14', 'all', () => true, 'twcs');
  byKind('14', 'ch-I', letter('A00', 'B99'), 'twcs');
  byKind('14', 'ch-IX', letter('I00', 'I99'), 'twcs');
  byKind('14', 'ch-XV', letter('O00', 'O99'), 'twcs');
  byKind('14', 'ch-XX', letter('V01', 'Y98'), 'twcs');
  byKind('9', 'visits', () => true, 'twc');
  byKind('9', 'people', () => true, 'twc', true);
  byKind(
    '9',
    'insured',
    ({ subjectKind }) => subjectKind !== '' && subjectKind !== '9' && subjectKind !== '8',
    'twc',
  );
  byKind('9', 'home', ({ isHome }) => isHome, 'twc');
  byKind('9', 'referred', ({ referrals: n }) => n > 0, 'twc');
  byKind('9', 'procedures', ({ procedures: n }) => n > 0, 'twc');
  byKind('9', 'prescribed', ({ medicines: n }) => n > 0, 'twc');
  cell('dengue', (one) => one.codes.some((code) => code.startsWith('A97')), true);
  byKind('13', 'falls', letter('W00', 'W19'), 'twc');
  const antenatal = (one: Visit): boolean => one.programme === 'antenatal' || letter('Z34', 'Z36')(one);
  byKind('4', 'visits', antenatal, 't');
  byKind('4', 'pregnant', antenatal, 't', true);
  figures['4/deliveries/total'] = of('Procedure').filter(
    ({ code, performedDateTime }) =>
      code?.coding?.[0]?.code === 'delivery' && performedDateTime! >= from && performedDateTime! <= to,
  ).length;
  byKind(
    '5',
    'abortions',
    (one) => one.codes.some((code) => code.startsWith('O04') || code.startsWith('O05')),
    't',
  );

  const living = [...patients.values()].filter(
    ({ deceasedDateTime }) => deceasedDateTime === undefined || localDay(deceasedDateTime) > to,
  );
  figures['1/people/total'] = living.length;
  figures['1/u5/total'] = living.filter(({ birthDate }) => yearsOld(birthDate!, to) < 5).length;
  figures['1/fertile/total'] = living.filter(({ gender, birthDate }) => {
    const age = yearsOld(birthDate!, to);
    return gender === 'female' && age >= 15 && age <= 49;
  }).length;
  figures['1/deaths/total'] = [...patients.values()].filter(({ deceasedDateTime }) =>
    isIn(deceasedDateTime),
  ).length;

  const inCare = (programme: string) =>
    of('EpisodeOfCare').filter(
      ({ type, period }) =>
        type?.[0]?.coding?.[0]?.code === programme &&
        localDay(period?.start) <= to &&
        (period?.end === undefined || localDay(period.end) >= from),
    );
  figures['8/htn/total'] = inCare('hypertension').length;
  figures['7/tb/total'] = inCare('tuberculosis').length;
  const seen = new Set(visits.map(({ person }) => person));
  figures['8/htn-seen/total'] = inCare('hypertension').filter(({ patient }) =>
    seen.has(patient.reference ?? ''),
  ).length;
  figures['13/listeners/total'] = of('Communication')
    .filter(({ sent }) => isIn(sent))
    .reduce((sum, { extension }) => sum + (extension?.[0]?.valueInteger ?? 0), 0);
  return figures;
}
