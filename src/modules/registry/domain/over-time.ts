import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';

/** What was said of somebody until a day. */
export interface Formerly {
  readonly field: 'birthDate' | 'gender' | 'phone';
  readonly value: string;
  /** 'YYYY-MM-DD' in Viet Nam. */
  readonly until: string;
}

const read: Readonly<Record<Formerly['field'], (patient: Patient) => string | undefined>> = {
  birthDate: ({ birthDate }) => birthDate,
  gender: ({ gender }) => gender,
  phone: ({ telecom }) => telecom?.find(({ system }) => system === 'phone')?.value,
};

/**
 * What was recorded once and is not any more, from the versions of a record, the latest first. Names, numbers and addresses carry their own
 * days and are not among it.
 * @param versions as the history gives them, the newest first
 */
export function formerlySaid(versions: readonly Patient[]): Formerly[] {
  const [now] = versions;
  if (now === undefined) return [];
  const found: Formerly[] = [];
  for (const field of Object.keys(read) as Formerly['field'][]) {
    const seen = new Set([read[field](now)]);
    for (const [at, version] of versions.entries()) {
      const value = read[field](version);
      if (value === undefined || seen.has(value)) continue;
      seen.add(value);
      const changed = versions[at - 1]?.meta?.lastUpdated;
      if (changed !== undefined) found.push({ field, value, until: dayInVietnam(new Date(changed)) });
    }
  }
  return found.toSorted((a, b) => b.until.localeCompare(a.until));
}
