import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policy } from '#platform/access/policy.ts';
import { defaultRates, readRates } from '#platform/http/rates.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { isExpected } from './expected.ts';
import { exportedIds } from './exports.ts';
import { personalTypesList } from './types.ts';
import { openByDecision, openByStatement } from './all-cells.ts';
import { countOf, foundByHas, foundByParameters, isWhole, sliceOf, ways } from './ways.ts';
import { makeWorld, roles, type Asker, type Line, type World } from './world.ts';

/** Time for one role and way. */
const patience = isWhole ? 7_200_000 : 400_000;

let sen: TestPlatform;
let world: World;
beforeAll(async () => {
  // All ways are walked in a minute or two, more than anybody's share of calls.
  const rates = readRates(
    Object.keys(defaultRates)
      .flatMap((kind) => ['address', 'person', 'system'].map((whose) => `${kind}:${whose}=100000000`))
      .join(','),
  );
  sen = await startPlatform({ rates });
  world = await makeWorld(sen);
}, 300_000);
afterAll(() => sen.stop());

const nameOf = ({ person, type, bits }: Line): string => `${type} (${bits}) of ${person.name}`;

/** Leaks and wrongful refusals of one way, in words, a few of each. */
function differences(
  asker: Asker,
  seen: ReadonlySet<string>,
  lines: readonly Line[],
  part: boolean,
): { leaks: string[]; refusals: string[] } {
  const leaks = lines.filter((line) => seen.has(line.id) && !isExpected(asker, line)).map(nameOf);
  const refusals = part
    ? []
    : lines.filter((line) => !seen.has(line.id) && isExpected(asker, line)).map(nameOf);
  return { leaks: leaks.slice(0, 8), refusals: refusals.slice(0, 8) };
}

describe.concurrent.each(roles.map((role, nth) => ({ role, nth })))('$role', ({ role, nth }) => {
  const asker = (): Asker => world.askers.find((one) => one.role === role)!;
  const expected = (lines: readonly Line[]): Line[] => lines.filter((line) => isExpected(asker(), line));

  // Every cell: each line of each type, whosever it is, by both forms in which the rules stand in every way.
  it('sees of all lines what the written policy says, by the decision and by the statement', async () => {
    const who = await world.actorOf(role);
    for (const open of [openByDecision, openByStatement])
      expect(
        differences(asker(), await open(sen.database, who, world), world.lines, false),
        open.name,
      ).toEqual({ leaks: [], refusals: [] });
  });

  it.each(Object.entries(ways).map(([name, way], at) => [name, way, at] as const))(
    'sees by %s what the written policy says, and nothing else',
    async (_name, way, at) => {
      const slice = sliceOf(world, nth, at);
      const seen = await way.see(asker(), world, slice);
      expect(differences(asker(), seen, way.of(world, slice), way.part === true)).toEqual({
        leaks: [],
        refusals: [],
      });
      // What a way shows besides, by mistake, must be open as well.
      expect(differences(asker(), seen, world.lines, true).leaks).toEqual([]);
    },
    patience,
  );

  it(
    'is told as many as can be listed',
    async () => {
      for (const type of sliceOf(world, nth, 1).types) {
        const count = await countOf(asker(), type);
        const can = expected(world.lines.filter((line) => line.type === type));
        // Whoever else lives in the house is counted for who sees all.
        if (role === 'national-system') expect(count).toBeGreaterThanOrEqual(can.length);
        else expect(count ?? 0, type).toBe(can.length);
      }
    },
    patience,
  );

  it(
    'finds nobody by a line that is closed',
    async () => {
      for (const type of sliceOf(world, nth, 2).types) {
        const found = await foundByHas(asker(), type);
        if (found === undefined) continue;
        const open = new Set(
          expected(world.lines.filter((line) => line.type === type)).map(({ patientId }) => patientId),
        );
        const persons = new Set(
          expected(world.lines.filter((line) => line.type === 'Patient')).map(({ id }) => id),
        );
        const wrong = found.filter((id) => world.persons.has(id) && !(open.has(id) && persons.has(id)));
        expect(
          wrong.map((id) => world.persons.get(id)!.name),
          type,
        ).toEqual([]);
      }
    },
    patience,
  );
});

it('asks in each role of the written policy', () => {
  // Sen itself and its jobs see all and are walked by nobody.
  const written = new Set(policy.map(({ role }) => role).filter((role) => role !== 'platform'));
  expect([...written].filter((role) => !roles.includes(role))).toEqual([]);
  expect(new Set(world.askers.map(({ role }) => role))).toEqual(new Set(roles));
});

it('asks about every personal type, and of every role something that it sees and something that it does not', () => {
  expect(new Set(world.lines.map(({ type }) => type)).size).toBe(personalTypesList.length + 1);
  for (const asker of world.askers) {
    const open = world.lines.filter((line) => isExpected(asker, line)).length;
    expect([asker.role, open > 0]).toEqual([asker.role, hasLines(asker.role)]);
    if (asker.role !== 'national-system') expect(open).toBeLessThan(world.lines.length);
  }
});

const hasLines = (role: string): boolean => policy.some((row) => row.role === role);

describe('each search parameter', () => {
  // Each type by one of the two, each parameter of it.
  it.each(isWhole ? roles : ['station-doctor', 'citizen'])(
    'finds for a %s only what may be read',
    async (role) => {
      const asker = world.askers.find((one) => one.role === role)!;
      const isHers = (nth: number): boolean => isWhole || (nth % 2 === 0) === (role === 'citizen');
      for (const type of ['Patient', ...personalTypesList.filter((_type, nth) => isHers(nth))]) {
        const lines = world.lines.filter((line) => line.type === type);
        for (const [code, ids] of await foundByParameters(asker, type)) {
          const { leaks } = differences(asker, new Set(ids), lines, true);
          expect(leaks, `${type}?${code}`).toEqual([]);
        }
      }
    },
    patience,
  );
});

describe.concurrent('a bulk export', () => {
  const levels = ['/$export', '/Patient/$export', '/Group/:id/$export'];

  it.each(['facility-system', 'national-system'])(
    'brings a %s, at each level, what the written policy says, and nothing else',
    async (role) => {
      const asker = world.askers.find((one) => one.role === role)!;
      for (const level of levels) {
        const path = `${level.replace(':id', world.group)}?_type=${['Patient', ...personalTypesList].join(',')}`;
        const seen = await exportedIds(asker, path);
        // A list of people that belongs to nobody's record is a national system's alone.
        const isOpen = role === 'national-system' || !level.startsWith('/Group');
        expect(seen !== undefined, level).toBe(isOpen);
        if (seen !== undefined)
          expect(differences(asker, seen, world.lines, false), level).toEqual({ leaks: [], refusals: [] });
      }
    },
    240_000,
  );

  it('is begun by nobody else', async () => {
    for (const asker of world.askers) {
      if (asker.role.endsWith('-system')) continue;
      for (const level of levels)
        expect(await exportedIds(asker, level.replace(':id', 'x')), `${asker.role} ${level}`).toBeUndefined();
    }
  });
});

it(
  'somebody without a token sees no line by any way',
  async () => {
    const nobody: Asker = {
      role: 'nobody',
      purpose: 'own',
      to: [],
      call: (path, init) => fetch(sen.url + path, init),
      grants: new Set(),
    };
    for (const [at, [name, way]] of Object.entries(ways).entries()) {
      const seen = await way.see(nobody, world, sliceOf(world, 0, at));
      expect([name, differences(nobody, seen, world.lines, true).leaks]).toEqual([name, []]);
    }
  },
  patience,
);
