import { expect, test } from 'vitest';
import type { Actor } from '#platform/access/actor.ts';
import { anActor } from '#platform/testing/an-actor.ts';
import type { Entry } from '../api.ts';
import { createKeptLives, keyOfLife } from './kept-lives.ts';

const lifeOf = (lines: number) => {
  const entries = Array.from({ length: lines }, (_, at): Entry => ({
    id: `Observation/${at}`,
    kind: 'test',
    title: 'Glucose',
    marks: [],
  }));
  return { entries, grouped: entries };
};
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22) + seconds * 1000);

test('a life is kept for a minute with the state of the record that it was read from', () => {
  const lives = createKeptLives();
  const life = lifeOf(3);
  lives.keep('hoa', life, 'v1', at(0));
  expect(lives.find('hoa', at(59))).toMatchObject({ life, version: 'v1' });
  expect(lives.find('thọ', at(0))).toBeUndefined();
  expect(lives.find('hoa', at(60))).toBeUndefined();
  expect(lives.find('hoa', at(0))).toBeUndefined();
});

test('memory has an end: who was not asked for longest goes first, and a life too long for it is not kept', () => {
  const lives = createKeptLives(1_000_000);
  for (const name of ['a', 'b', 'c', 'd']) lives.keep(name, lifeOf(200), 'v', at(0));
  lives.find('a', at(1));
  lives.keep('e', lifeOf(200), 'v', at(1));
  expect(['a', 'b', 'c', 'd', 'e'].filter((name) => lives.find(name, at(1)))).toEqual(['a', 'c', 'd', 'e']);
  lives.keep('long', lifeOf(1000), 'v', at(1));
  expect(lives.find('long', at(1))).toBeUndefined();
  for (let again = 0; again < 50; again++) lives.keep('a', lifeOf(200), 'v', at(1));
  expect(['a', 'c', 'd', 'e'].filter((name) => lives.find(name, at(1)))).toEqual(['a', 'c', 'd', 'e']);
});

test('another reader, role, facility, app, purpose or language never meets what was read for this one', () => {
  const lan = anActor({ kind: 'person', accountId: 'lan', roles: ['station-doctor'], facilityId: 'f1' });
  const others: readonly Partial<Actor>[] = [
    { accountId: 'minh' },
    { roles: ['citizen'] },
    { facilityId: 'f2' },
    { scopes: ['patient/*.r'] },
    { patientId: 'p2' },
    { language: lan.language === 'vi' ? 'en' : 'vi' },
    { purpose: 'own' },
  ];
  const keys = [lan, ...others.map((other) => ({ ...lan, ...other }))].map((actor) => keyOfLife(actor, 'p1'));
  expect(new Set([...keys, keyOfLife(lan, 'p2')]).size).toBe(keys.length + 1);
});
