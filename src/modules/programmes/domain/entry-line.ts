import type { Patient } from '@medplum/fhirtypes';
import type { Bilingual } from '#kernel/schema.ts';
import type { EntryLine } from '../api.ts';
import { rulesOf } from './all-rules.ts';
import type { Facts } from './test-rule.ts';

/** An entry of a register with what was worked out of it. */
export interface KeptEntry {
  readonly id: string;
  readonly patient_id: string;
  readonly programme: string;
  readonly started: string;
  readonly ended: string | null;
  readonly facts: Facts;
  readonly due: string | null;
  readonly late: string | null;
  readonly why: Bilingual | null;
}

/** The name that is shown. */
export function nameOf({ name }: Patient): string {
  return name?.find(({ use }) => use !== 'old')?.text ?? '';
}

/** A line of a register; without a person it says only that somebody is there. */
export function lineOfEntry(row: KeptEntry, patient: Patient | undefined, today: string): EntryLine {
  const isOpen = row.ended === null;
  return {
    id: row.id,
    // Who it is is not told by an id either, where she may not be seen.
    patientId: patient === undefined ? '' : row.patient_id,
    startedOn: row.started,
    isLate: isOpen && row.late !== null && row.late <= today,
    ...(row.ended !== null && { endedOn: row.ended }),
    ...(isOpen && row.due !== null && { dueOn: row.due }),
    ...(patient === undefined
      ? { facts: [] }
      : {
          name: nameOf(patient),
          ...(patient.birthDate !== undefined && { birth: patient.birthDate }),
          ...(patient.gender !== undefined && { sex: patient.gender }),
          ...(typeof row.facts['lastVisitOn'] === 'string' && { lastVisitOn: row.facts['lastVisitOn'] }),
          ...(isOpen && row.why !== null && { why: row.why }),
          facts: shownFacts(row),
        }),
  };
}

function shownFacts({ programme, facts }: KeptEntry): EntryLine['facts'] {
  return (rulesOf(programme)?.facts ?? []).flatMap(({ code, title, unit, isShown }) => {
    const value = facts[code];
    const on = facts[`${code}On`];
    if (value === undefined || isShown === false) return [];
    return [
      { code, title, value, ...(unit !== undefined && { unit }), ...(typeof on === 'string' && { on }) },
    ];
  });
}
