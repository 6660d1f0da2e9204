import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asvsRows } from './asvs.ts';

const list = new URL('../../../shared/data/security/owasp-asvs-5.0.0.flat.json', import.meta.url);

describe('each requirement of ASVS 5.0, levels 1 and 2', () => {
  it('is answered once, with a title and a state', () => {
    const ids = asvsRows.map(([id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(253);
    for (const [id, title, , by] of asvsRows) {
      expect(id).toMatch(/^V\d{1,2}\.\d{1,2}\.\d{1,2}$/);
      expect(title.length, id).toBeGreaterThan(3);
      expect(by.length, id).toBeGreaterThan(7);
    }
  });

  it('that names a test or a file names one that is there, and a test that it holds', () => {
    const missing: string[] = [];
    for (const [id, , state, by] of asvsRows) {
      if (state !== 'test' && state !== 'file') continue;
      const [path = '', name] = by.split('#');
      if (!existsSync(path)) missing.push(`${id}: ${path} is not there`);
      else if (state === 'test' && !path.endsWith('.test.ts')) missing.push(`${id}: ${path} is no test`);
      else if (name !== undefined && !readFileSync(path, 'utf8').includes(name))
        missing.push(`${id}: ${path} holds no test '${name}'`);
    }
    expect(missing).toEqual([]);
  });

  it('is one of the list itself, and none is left out (said aloud where the list is not here)', (context) => {
    if (!existsSync(list)) context.skip('the list of the standard is not on this machine');
    const { requirements } = JSON.parse(readFileSync(list, 'utf8')) as {
      requirements: readonly { req_id: string; L: string; req_description: string }[];
    };
    const asked = requirements.filter(({ L }) => L === '1' || L === '2');
    expect(asvsRows.map(([id]) => id).toSorted()).toEqual(asked.map(({ req_id: id }) => id).toSorted());
    // Titles are our own words.
    for (const [id, title] of asvsRows.filter((row) => row[1].length > 24))
      expect(asked.find(({ req_id }) => req_id === id)?.req_description, id).not.toContain(` ${title} `);
  });
});
