import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = readFileSync('docs/guides/threat-model.md', 'utf8');
const files = ['src', 'test', 'tools'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
);
/** Lines of the tables of doors, whose last column names tests. */
const rows = text
  .slice(text.indexOf('## Door 1'))
  .split('\n')
  .filter((line) => line.startsWith('|') && !line.startsWith('| who') && !/^\|[ -|]*$/u.test(line));

it('each answer to an attacker names what fails when the answer does, and that is there', () => {
  const named = rows.map((row) => ({
    row,
    tests: [
      ...row
        .split('|')
        .at(-2)!
        .matchAll(/`([^`]+)`/gu),
    ],
  }));
  expect(named.filter(({ tests }) => tests.length === 0).map(({ row }) => row)).toEqual([]);
  const gone = named
    .flatMap(({ tests }) => tests.map(([, name = '']) => name.replace(/^…\/?/u, '')))
    .filter((name) => !files.some((path) => path.includes(name)));
  expect(gone).toEqual([]);
});

it('each door of the house has a page', () => {
  const notDoors = [
    'commands',
    'domain',
    'jobs',
    'migrations',
    'registers',
    'routes',
    'test',
    'visit',
    'web',
  ];
  const doors = readdirSync('src/modules/doors', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notDoors.includes(entry.name))
    .map(({ name }) => name);
  const spoken: Readonly<Record<string, string>> = { 'fhir-files': 'sen import', vneid: 'e-ID' };
  expect(doors.filter((door) => !text.includes(spoken[door] ?? `doors/${door}`))).toEqual([]);
  expect(text).toContain('`device-sync`');
});
