import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const files = globSync('{web,modules/*/web}/**/*.vi.json', { cwd: root });
const read = (name: string) => JSON.parse(readFileSync(root + name, 'utf8')) as Record<string, string>;

test('there are words to compare', () => expect(files.length).toBeGreaterThan(2));

test.each(files)('every sentence of %s is said in both languages', (name) => {
  const vi = read(name);
  const en = read(name.replace('.vi.json', '.en.json'));
  expect(Object.keys(en)).toEqual(Object.keys(vi));
  for (const sentence of [...Object.values(vi), ...Object.values(en)]) expect(sentence.trim()).not.toBe('');
});
