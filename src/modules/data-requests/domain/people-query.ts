import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Wish } from '../api.ts';
import { namesOfProvince } from './traits-of.ts';

/** The search that finds the people of a request. */
export function peopleQuery(wish: Wish, count: number): URLSearchParams {
  const query = new URLSearchParams({ active: 'true', _count: String(count) });
  if (wish.sex !== undefined) query.set('gender', wish.sex);
  if (wish.bornFrom !== undefined) query.append('birthdate', `ge${wish.bornFrom}`);
  if (wish.bornTo !== undefined) query.append('birthdate', `le${wish.bornTo}`);
  if (wish.provinces !== undefined && wish.provinces.length > 0)
    query.set('address-state:exact', wish.provinces.flatMap(namesOfProvince).join(','));
  if (wish.diagnoses !== undefined && wish.diagnoses.length > 0)
    query.set(
      '_has:Condition:patient:code',
      wish.diagnoses.map((code) => `${codeSystem.icd10}|${code}`).join(','),
    );
  return query;
}
