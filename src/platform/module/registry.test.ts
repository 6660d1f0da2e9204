import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modules } from '#modules/index.ts';
import { eventType } from '#kernel/contract.ts';
import { defineModule, type AnyModule } from './define-module.ts';
import { createRegistry, RegistryRefused } from './registry.ts';

const title = { vi: 'Tên', en: 'Name' };
const base = { title, permissions: {} } as const;
const route = (path: `/${string}`, allow: `${string}.${string}` | 'public' = 'public') => ({
  method: 'GET' as const,
  path,
  allow,
  input: z.object({}),
  output: z.object({}),
  handle: async () => ({}),
});
const findingsOf = (...list: AnyModule[]): readonly string[] => {
  try {
    createRegistry(list);
    return [];
  } catch (error) {
    if (!(error instanceof RegistryRefused)) throw error;
    return error.findings;
  }
};

describe('registry', () => {
  it('takes the modules of this Sen', () => {
    expect(findingsOf(...modules)).toEqual([]);
  });

  it.each<[string, AnyModule[], RegExp]>([
    [
      'an id twice',
      [defineModule({ ...base, id: 'a' }), defineModule({ ...base, id: 'a' })],
      /two modules have the id 'a'/,
    ],
    ['an id that is no folder name', [defineModule({ ...base, id: 'BloodBank' })], /not kebab-case/],
    ['an id of the platform', [defineModule({ ...base, id: 'audit' })], /part of the platform/],
    [
      'migrations of another folder',
      [defineModule({ ...base, id: 'a', migrations: new URL('file:///x/b/migrations/') })],
      /not the name of the folder/,
    ],
    ['a need that is not there', [defineModule({ ...base, id: 'a', needs: ['b'] })], /needs 'b'/],
    [
      'a circle of needs',
      [defineModule({ ...base, id: 'a', needs: ['b'] }), defineModule({ ...base, id: 'b', needs: ['a'] })],
      /circle: a -> b -> a/,
    ],
    [
      'a permission nobody declares',
      [defineModule({ ...base, id: 'a', routes: [route('/api/a', 'a.see')] })],
      /'a.see', which nobody/,
    ],
    [
      'a grant nobody declares',
      [defineModule({ ...base, id: 'a', roles: [{ id: 'clerk', title, grants: ['a.do'] }] })],
      /role 'clerk' uses the permission 'a.do'/,
    ],
    [
      'a permission of another module',
      [defineModule({ ...base, id: 'a', permissions: { 'b.see': title } })],
      /does not begin/,
    ],
    [
      'an event nobody tells',
      [
        defineModule({
          ...base,
          id: 'a',
          handlers: [
            {
              event: eventType({ name: 'ghost.seen', version: 1, payload: z.object({}) }),
              name: 'a.x',
              handle: async () => undefined,
            },
          ],
        }),
      ],
      /no module tells/,
    ],
    [
      'two routes that one request could mean',
      [defineModule({ ...base, id: 'a', routes: [route('/api/a/:id'), route('/api/a/:name')] })],
      /overlaps/,
    ],
    [
      'a route of the platform',
      [defineModule({ ...base, id: 'a', routes: [route('/fhir/Thing')] })],
      /belongs to the platform/,
    ],
    [
      'an operation on nothing',
      [
        defineModule({
          ...base,
          id: 'a',
          operations: [
            {
              code: 'x',
              title,
              level: 'type',
              resourceTypes: [],
              affectsState: false,
              allow: 'record.read',
              input: z.object({}),
              handle: async () => ({}),
            },
          ],
        }),
      ],
      /names no resource type/,
    ],
    [
      'a job without a sound retry limit',
      [
        defineModule({
          ...base,
          id: 'a',
          jobs: [
            {
              name: 'a.x',
              retry: { limit: -1, backoffSeconds: 1 },
              payload: z.object({}),
              run: async () => undefined,
            },
          ],
        }),
      ],
      /retry limit/,
    ],
    [
      'a title without English',
      [defineModule({ ...base, id: 'a', title: { vi: 'Tên', en: ' ' } })],
      /no English title/,
    ],
    [
      'a default that does not fit',
      [
        defineModule({
          ...base,
          id: 'a',
          config: { port: { env: 'A_PORT', type: z.coerce.number(), default: 'x', about: title } },
        }),
      ],
      /default of A_PORT/,
    ],
  ])('refuses %s', (_what, list, finding) => {
    expect(findingsOf(...list).join('\n')).toMatch(finding);
  });

  it('tells all findings at once', () => {
    const module = defineModule({ ...base, id: 'A', title: { vi: '', en: '' }, needs: ['b'] });
    expect(findingsOf(module).length).toBeGreaterThanOrEqual(4);
  });

  it('lets a fixed step stand beside a parameter', () => {
    expect(
      findingsOf(defineModule({ ...base, id: 'a', routes: [route('/api/a/:id'), route('/api/a/new')] })),
    ).toEqual([]);
  });
});
