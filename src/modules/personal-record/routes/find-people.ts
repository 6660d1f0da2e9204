import type { Patient } from '@medplum/fhirtypes';
import { defineRoute } from '#platform/module/define-module.ts';
import { findPeople, type FoundPerson } from '../api.ts';
import { readPeopleQuestion } from '../domain/people-question.ts';
import { maskNumber, numbersOf, personOf } from '../domain/person.ts';
import { readResource } from '../domain/read-resource.ts';
import { livingPeople } from './living-people.ts';

const pageSize = 20;

function foundOf(patient: Patient): FoundPerson {
  const numbers = numbersOf(patient);
  const hospital = numbers.find(({ kind }) => kind === 'hospital')?.value;
  const insurance = numbers.find(({ kind }) => kind === 'insurance' || kind === 'social')?.value;
  return {
    ...personOf(patient),
    ...(hospital === undefined ? {} : { hospitalNumber: hospital }),
    ...(insurance === undefined ? {} : { insuranceNumber: maskNumber(insurance) }),
  };
}

/** Tries the searches in turn and stops at the first that finds somebody. The store shows only people in the actor's reach. */
export const findPeopleRoute = defineRoute({
  ...findPeople,
  allow: 'people.search',
  async handle(ctx, { q, birthYear, cursor }) {
    const { by, queries } = readPeopleQuestion(q, birthYear);
    for (const query of queries) {
      const page = await ctx.record.search(
        'Patient',
        `${query}&_count=${pageSize}${cursor === undefined ? '' : `&_cursor=${encodeURIComponent(cursor)}`}`,
      );
      if (page.matches.length === 0) continue;
      const found = page.matches.map(({ text }) => readResource(text) as Patient);
      const people = (await livingPeople(ctx, found)).map(foundOf);
      return { by, people, ...(page.next === undefined ? {} : { next: page.next }) };
    }
    return { by, people: [] };
  },
});
