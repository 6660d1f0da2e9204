import type { Patient } from '@medplum/fhirtypes';
import { showDay } from '#kernel/display/show-date.ts';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { PeopleFinder } from '../identity/apps/people-finder.ts';
import type { RecordStore, StoredResource } from '../record/record-store.ts';

const mostFound = 10;

/** People as the sign-in pages look for them: through the record, as the one who signed in, each look in the audit. */
export function findPeople(recordOf: (actor: Actor) => RecordStore): PeopleFinder {
  return {
    async byText(actor, text) {
      const isNumber = /^[\d\s]{9,20}$/u.test(text);
      const name = isNumber ? 'identifier' : 'name';
      const value = isNumber ? text.replace(/\s/gu, '') : text;
      const query = `${name}=${encodeURIComponent(value.replace(/[\\,|$]/gu, ' '))}&_count=${mostFound}`;
      return refusedIs([], async () => {
        const { matches } = await recordOf(actor).search('Patient', query);
        return matches.map(toChoice);
      });
    },
    byId: (actor, patientId) =>
      refusedIs(undefined, async () => toChoice(await recordOf(actor).read('Patient', patientId))),
  };
}

/** Whoever is out of reach is simply not there. */
async function refusedIs<T>(instead: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof AppError && error.kind.status >= 400 && error.kind.status < 500) return instead;
    throw error;
  }
}

function toChoice({ id, text }: StoredResource): { id: string; name: string; born?: string } {
  const { name, birthDate } = JSON.parse(text) as Patient;
  const [first] = name ?? [];
  const whole = first?.text ?? [first?.family, ...(first?.given ?? [])].filter(Boolean).join(' ');
  return { id, name: whole || id, ...(birthDate !== undefined && { born: showDay(birthDate) }) };
}
