import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { RecordStore } from '../../record/record-store.ts';
import type { NumberHolder } from './decide.ts';

/**
 * Who in the record holds this personal number now: as an identifier that is neither old nor entered in error and whose time has not
 * passed. At most a few are read: more than one is refused anyway.
 * @param record the record as Sen itself sees it
 */
export async function findNumberHolders(
  record: RecordStore,
  personalNumber: string,
  now: Date,
): Promise<NumberHolder[]> {
  const query = `identifier=${encodeURIComponent(`${identifierSystem.personalNumber}|${personalNumber}`)}&_count=5`;
  const { matches } = await record.search('Patient', query);
  return matches.flatMap(({ id, text }) => {
    const patient = JSON.parse(text) as Patient;
    return isHeldNow(patient, personalNumber, now) ? [toHolder(id, patient)] : [];
  });
}

interface Patient {
  readonly active?: boolean;
  readonly identifier?: readonly Identifier[];
  readonly name?: readonly { readonly text?: string; readonly use?: string }[];
  readonly birthDate?: string;
  readonly deceasedBoolean?: boolean;
  readonly deceasedDateTime?: string;
  readonly link?: readonly { readonly type?: string }[];
}

interface Identifier {
  readonly system?: string;
  readonly value?: string;
  readonly use?: string;
  readonly period?: { readonly start?: string; readonly end?: string };
}

function isHeldNow(patient: Patient, personalNumber: string, now: Date): boolean {
  // A record that was merged into another is not hers any more.
  if (patient.active === false || patient.link?.some(({ type }) => type === 'replaced-by') === true)
    return false;
  return (patient.identifier ?? []).some(
    ({ system, value, use, period }) =>
      system === identifierSystem.personalNumber &&
      value === personalNumber &&
      use !== 'old' &&
      !isPast(period?.end, now),
  );
}

function isPast(end: string | undefined, now: Date): boolean {
  if (end === undefined) return false;
  // A day counts until its evening, wherever it is written.
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/u.test(end) ? `${end}T23:59:59+07:00` : end);
  return !Number.isNaN(at) && at < now.getTime();
}

function toHolder(patientId: string, patient: Patient): NumberHolder {
  const name = (patient.name?.find(({ use }) => use === 'official') ?? patient.name?.[0])?.text;
  return {
    patientId,
    isDead: patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined,
    ...(name === undefined ? {} : { name }),
    ...(patient.birthDate === undefined ? {} : { birthDate: patient.birthDate }),
  };
}
