import type { Condition, EpisodeOfCare, Patient } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Device } from '#web/offline/device.ts';
import { rulesOf } from '../../domain/all-rules.ts';
import { nameOf, type KeptEntry } from '../../domain/entry-line.ts';
import { isOpenEpisode, programmeOf } from '../../domain/episode.ts';
import { belongs, wholeDay, type Sources } from '../../domain/gather-facts.ts';
import { keeperReference, type KeeperReference } from '../../domain/keeper-reference.ts';
import { planEntry, type GrowthTables } from '../../domain/plan-entry.ts';
import type { ProgrammeRules } from '../../domain/rule.ts';
import { keptTypes, sourcesOf } from './held-sources.ts';

/** An entry that the device holds, planned by the same rules as at the centre. */
export interface HeldEntry {
  readonly row: KeptEntry;
  readonly patient: Patient;
}

/** The registers of a station, worked out on the device: all of them at once, since one person is in several. */
export async function heldEntries(
  device: Device,
  facilityId: string | undefined,
): Promise<readonly HeldEntry[]> {
  const today = dayInVietnam(device.now());
  const episodes = (await device.all<EpisodeOfCare>('EpisodeOfCare')).filter(
    (one) =>
      rulesOf(programmeOf(one) ?? '') !== undefined &&
      one.managingOrganization?.reference === `Organization/${facilityId ?? ''}`,
  );
  const tables = await heldTables(device);
  const entries: HeldEntry[] = [];
  for (const [reference, own] of Map.groupBy(episodes, ({ patient }) => patient.reference ?? '')) {
    const patientId = reference.replace('Patient/', '');
    const patient = await device.read<Patient>('Patient', patientId);
    if (patient === undefined) continue;
    const rules = own.flatMap((one) => rulesOf(programmeOf(one) ?? '') ?? []);
    const sources = sourcesOf(await device.about(patientId, keptTypes), rules);
    for (const episode of own)
      entries.push({
        patient,
        row: planHeld(episode, { ...patient, id: patientId }, sources, tables, today),
      });
  }
  return entries;
}

/** The growth tables of the house, as far as the device holds them. */
export async function heldTables(device: Device): Promise<KeeperReference['tables']> {
  return (await device.reference<KeeperReference>(keeperReference))?.tables ?? { male: {}, female: {} };
}

/** Those for one person. */
export function tablesFor(patient: Patient, tables: KeeperReference['tables']): GrowthTables {
  return patient.gender === 'male' || patient.gender === 'female' ? tables[patient.gender] : {};
}

/** An entry as the centre would keep it. */
export function planHeld(
  episode: EpisodeOfCare,
  patient: Patient & { readonly id: string },
  sources: Sources,
  tables: KeeperReference['tables'],
  today: string,
): KeptEntry {
  const rules = rulesOf(programmeOf(episode) ?? '')!;
  const started = wholeDay(episode.period?.start) ?? today;
  const ended =
    episode.status === 'entered-in-error'
      ? started
      : isOpenEpisode(episode)
        ? null
        : (wholeDay(episode.period?.end) ?? today);
  const plan = planEntry(
    rules,
    { birth: patient.birthDate, sources, tables: tablesFor(patient, tables) },
    started,
    today,
  );
  const isDead = patient.deceasedDateTime !== undefined || patient.deceasedBoolean === true;
  const visit = isDead ? undefined : plan.visit;
  return {
    id: episode.id!,
    patient_id: patient.id,
    programme: rules.code,
    started,
    ended,
    facts: plan.facts,
    due: visit?.dueOn ?? null,
    late: visit?.lateOn ?? null,
    why: visit?.why ?? null,
  };
}

/** Numbers of a register by its views. */
export function countViews(rows: readonly KeptEntry[], today: string) {
  const open = rows.filter(({ ended }) => ended === null);
  return {
    register: open.length,
    due: open.filter(({ due }) => due !== null && due <= today).length,
    late: open.filter(({ late }) => late !== null && late <= today).length,
    ended: rows.length - open.length,
  };
}

/** The entries of a view in its order, as the centre orders them. */
export function entriesOfView(
  entries: readonly HeldEntry[],
  view: 'due' | 'late' | 'register' | 'ended',
  today: string,
): HeldEntry[] {
  const key = { due: 'due', late: 'late', register: 'started', ended: 'ended' } as const;
  const place = ({ row }: HeldEntry): string => `${row[key[view]] ?? ''} ${row.id}`;
  const isIn = ({ row }: HeldEntry): boolean =>
    view === 'ended'
      ? row.ended !== null
      : row.ended === null && (view === 'register' || (row[view] !== null && row[view] <= today));
  const isNewestFirst = view === 'register' || view === 'ended';
  return entries.filter(isIn).toSorted((a, b) => (place(a) < place(b) ? -1 : 1) * (isNewestFirst ? -1 : 1));
}

/** People of the station with a diagnosis of the programme who are not in it. */
export async function heldFound(
  device: Device,
  facilityId: string | undefined,
  rules: ProgrammeRules,
  entries: readonly HeldEntry[],
) {
  const inIt = new Set(
    entries
      .filter(({ row }) => row.programme === rules.code && row.ended === null)
      .map(({ row }) => row.patient_id),
  );
  const found = new Map<string, Condition>();
  for (const condition of await device.all<Condition>('Condition')) {
    const patientId = condition.subject.reference?.replace('Patient/', '') ?? '';
    if (icdOf(condition, rules) !== undefined && !inIt.has(patientId)) found.set(patientId, condition);
  }
  const people = [];
  for (const [patientId, condition] of found) {
    const patient = await device.read<Patient>('Patient', patientId);
    const isDead = patient?.deceasedDateTime !== undefined || patient?.deceasedBoolean === true;
    if (patient === undefined || isDead) continue;
    if (patient.managingOrganization?.reference !== `Organization/${facilityId ?? ''}`) continue;
    const on = condition.recordedDate?.slice(0, 10);
    people.push({
      patientId,
      name: nameOf(patient),
      diagnosis: icdOf(condition, rules)!,
      ...(patient.birthDate !== undefined && { birth: patient.birthDate }),
      ...(on !== undefined && { on }),
    });
  }
  return people;
}

function icdOf(condition: Condition, rules: ProgrammeRules): string | undefined {
  const isUntrue = condition.verificationStatus?.coding?.some(
    ({ code }) => code === 'refuted' || code === 'entered-in-error',
  );
  if (isUntrue === true) return undefined;
  return condition.code?.coding?.find(
    ({ system, code }) => system === codeSystem.icd10 && belongs(rules, code),
  )?.code;
}
