import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileView } from './compile-view.ts';
import { parseExactJson } from './exact-json.ts';
import { readViewDefinition } from './view-definition.ts';

/** The tests of SQL on FHIR 2 as published (folder tests/ of its repository); not part of this repository. */
const folder = new URL('../../../../../suites/sql-on-fhir-v2/tests/', import.meta.url);

interface Suite {
  readonly title: string;
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  readonly tests: readonly {
    readonly title: string;
    readonly view: unknown;
    readonly expect?: readonly Readonly<Record<string, unknown>>[];
    readonly expectColumns?: readonly string[];
    readonly expectError?: boolean;
  }[];
}

it('every test of SQL on FHIR 2 passes', { timeout: 60_000 }, (context) => {
  if (!existsSync(folder))
    context.skip(
      'suites/sql-on-fhir-v2 does not lie beside the repository; compile-view.test.ts covers its ground',
    );
  const failed: string[] = [];
  let count = 0;
  for (const file of readdirSync(folder)) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const suite = JSON.parse(text) as Suite;
    const exact = parseExactJson(text) as Suite;
    suite.tests.forEach((test, at) => {
      count += 1;
      if (!passes(test, test.view, suite.resources, exact.resources))
        failed.push(`${file} ${at} ${test.title}`);
    });
  }
  expect(count).toBeGreaterThan(130);
  expect(failed).toEqual([]);
});

function passes(
  test: Suite['tests'][number],
  view: unknown,
  resources: Suite['resources'],
  exact: Suite['resources'],
): boolean {
  let rows: string[];
  let names: string[];
  try {
    const compiled = compileView(readViewDefinition(view));
    names = compiled.columns.map(({ name }) => name);
    const used = compiled.needsExactDecimals ? exact : resources;
    rows = used.flatMap((resource) =>
      compiled
        .rowsOf(resource)
        .map((cells) => print(Object.fromEntries(cells.map((cell, at) => [names[at], cell])))),
    );
  } catch {
    return test.expectError === true;
  }
  if (test.expectError === true) return false;
  if (test.expectColumns !== undefined && test.expectColumns.join() !== names.join()) return false;
  return test.expect === undefined || rows.sort().join('\n') === test.expect.map(print).sort().join('\n');
}

const print = (row: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
