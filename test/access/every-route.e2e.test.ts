import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modules } from '#modules/index.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { mountedRoutes } from './mounted-routes.ts';
import { operationRows, routeRows, walkedApart, type RouteRow } from './route-rows.ts';
import { ways } from './ways.ts';

let sen: TestPlatform;
beforeAll(async () => {
  sen = await startPlatform();
}, 120_000);
afterAll(() => sen.stop());

const operations = modules.flatMap((module) => module.operations ?? []);
const declared = new Set(
  modules
    .flatMap((module) => [...(module.routes ?? []), ...(module.streams ?? [])])
    .map(({ method, path }) => `${method} ${path}`),
);

function operationPaths(): Set<string> {
  const paths = operations.flatMap(({ code, resourceTypes, level }) =>
    level === 'system'
      ? [`/fhir/$${code}`]
      : resourceTypes.flatMap((type) => [`/fhir/${type}/$${code}`, `/fhir/${type}/:id/$${code}`]),
  );
  return new Set(paths.flatMap((path) => [`GET ${path}`, `POST ${path}`]));
}

describe('each route of the platform', () => {
  it('has a row that says how it is walked, and there is none for a route that is gone', () => {
    const apart = operationPaths();
    const mounted = mountedRoutes(sen.platform.http).filter((one) => !declared.has(one) && !apart.has(one));
    expect(mounted).toEqual(Object.keys(routeRows).toSorted());
  });

  it('of modules too is found where the router prints it, so that no route can be hidden', () => {
    const mounted = new Set(mountedRoutes(sen.platform.http));
    expect([...declared].filter((one) => !mounted.has(one))).toEqual([]);
  });
});

it('each operation of a module has a row, and there is none for one that is gone', () => {
  const codes = new Set(operations.map(({ code }) => code));
  expect([...codes].toSorted()).toEqual(Object.keys(operationRows).toSorted());
});

it('each row names a way that is walked, or a test that is there', () => {
  const holds = (place: string): boolean => {
    const [path = '', name = ''] = place.split('#');
    return existsSync(path) && readFileSync(path, 'utf8').includes(name);
  };
  const isTrue = (row: RouteRow): boolean => {
    if ('test' in row) return holds(row.test);
    if ('way' in row) return row.way in ways || row.way in walkedApart;
    return row.none.length > 10;
  };
  const rows = Object.entries({ ...routeRows, ...operationRows });
  expect(rows.filter(([, row]) => !isTrue(row)).map(([name]) => name)).toEqual([]);
  expect(Object.values(walkedApart).filter((place) => !holds(place))).toEqual([]);
});
