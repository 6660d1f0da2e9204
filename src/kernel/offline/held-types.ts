import type { DeviceStorage, Put } from './device-storage.ts';
import { groupOf, linesOf, peopleIn, type HeldPerson } from './held-people.ts';

/**
 * Types that lists over all people are made of. They are kept a second time, type by type, so that a due list opens nothing else. What there is most
 * of (measurements, visits, medicines) is asked for person by person.
 */
export const listedTypes: readonly string[] = [
  'Appointment',
  'CarePlan',
  'Condition',
  'EpisodeOfCare',
  'Flag',
  'Immunization',
  'ImmunizationRecommendation',
  'ServiceRequest',
  'Task',
];

/** Sixteen groups of people share a part: 64 of a type, some hundred people each. */
const partOf = (id: string): string => (Number.parseInt(groupOf(id), 16) >> 4).toString(16).padStart(2, '0');
const allParts = Array.from({ length: 64 }, (_, part) => part.toString(16).padStart(2, '0'));
const keyOf = (type: string, part: string): string => `${type} ${part}`;

/**
 * The changes that put people's facts of the listed types in the place of what was kept; undefined takes hers away. A part in which nothing changed is
 * not written.
 */
export async function putTypes(
  storage: DeviceStorage,
  people: ReadonlyMap<string, HeldPerson | undefined>,
): Promise<Put[]> {
  // Only who she is came so far: what was held of her stays until her facts come.
  const byPart = Map.groupBy(
    [...people].filter(([, person]) => person?.early !== true),
    ([id]) => partOf(id),
  );
  const places = [...byPart].flatMap(([part, changed]) =>
    listedTypes.map((type) => ({ type, changed, key: keyOf(type, part) })),
  );
  const values = await storage.getMany(
    'types',
    places.map(({ key }) => key),
  );
  return places.flatMap(({ type, changed, key }, at): Put[] => {
    const kept = linesOf(values[at]);
    const before = [...kept.values()].join('\n');
    for (const [id, person] of changed) {
      const resources = person?.resources.filter(({ resourceType }) => resourceType === type) ?? [];
      if (resources.length === 0) kept.delete(id);
      else kept.set(id, JSON.stringify({ id, resources }));
    }
    const value = [...kept.values()].join('\n');
    if (value === before) return [];
    return value === ''
      ? [{ how: 'delete', store: 'types', key }]
      : [{ how: 'put', store: 'types', key, value }];
  });
}

/**
 * People with their facts of a listed type.
 * @param wanted looks at a person's line as text before it is read, so that most need not be; with her id
 */
export async function readType(
  storage: DeviceStorage,
  type: string,
  wanted: (line: string, id: string) => boolean = () => true,
): Promise<HeldPerson[]> {
  const values = await storage.getMany(
    'types',
    allParts.map((part) => keyOf(type, part)),
  );
  return values.flatMap((value) =>
    [...linesOf(value)].filter(([id, line]) => wanted(line, id)).flatMap(([, line]) => peopleIn(line)),
  );
}

/** For a store of an older program: the parts of everybody who is held. */
export async function typesOfAll(storage: DeviceStorage): Promise<Put[]> {
  const people = (await storage.all('people')).flatMap(({ value }) => peopleIn(value));
  return putTypes(storage, new Map(people.map((person) => [person.id, person])));
}
