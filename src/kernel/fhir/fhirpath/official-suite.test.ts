import { existsSync, readFileSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import { compileTypedFhirPath } from './evaluate.ts';

/** HL7's tests for R4 as they are published (tests-fhir-r4.xml, with the examples as JSON); not part of this repository. */
const folder = new URL('../../../../../suites/fhirpath-r4/', import.meta.url);
const isHere = existsSync(new URL('tests-fhir-r4.xml', folder));

interface OfficialTest {
  readonly name: string;
  readonly file: string | undefined;
  readonly predicate: boolean;
  readonly invalid: boolean;
  readonly expression: string;
  readonly outputs: readonly { readonly type: string | undefined; readonly text: string }[];
}

it('at least 95 % of the official R4 suite pass', { timeout: 120_000 }, (context) => {
  if (!isHere)
    context.skip(
      'suites/fhirpath-r4 does not lie beside the repository; the cases in evaluate.test.ts cover its sections',
    );
  const tests = readSuite(readFileSync(new URL('tests-fhir-r4.xml', folder), 'utf8'));
  const passed = tests.filter(passes);
  expect(tests.length).toBeGreaterThan(900);
  expect(passed.length / tests.length).toBeGreaterThanOrEqual(0.95);
});

function passes(test: OfficialTest): boolean {
  const resource: unknown =
    test.file === undefined
      ? {}
      : JSON.parse(readFileSync(new URL(test.file.replace(/\.xml$/, '.json'), folder), 'utf8'));
  let result: unknown[];
  try {
    result = compileTypedFhirPath(test.expression)(resource).map(({ value }) => value);
  } catch {
    return test.invalid;
  }
  if (test.invalid) return false;
  if (test.predicate) result = [typeof result[0] === 'boolean' ? result[0] : result.length > 0];
  const { outputs } = test;
  return (
    result.length === outputs.length &&
    outputs.every(({ text, type }, at) => plain(text, type) === plain(print(result[at]), type))
  );
}

const print = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean | undefined);

/** Numbers without trailing zeros, dates without their sign, texts without their quotes. */
function plain(text: string, type: string | undefined): string {
  const bare = text.replace(/^@T?/, '').replace(type === 'string' ? /^'(.*)'$/s : /^$/, '$1');
  return /^-?\d+(\.\d+)?$/.test(bare) ? String(Number(bare)) : bare;
}

function readSuite(xml: string): OfficialTest[] {
  const tests: OfficialTest[] = [];
  let attributes: Record<string, string> = {};
  let text = '';
  let [expression, invalid, type]: [string, boolean, string | undefined] = ['', false, undefined];
  let outputs: { type: string | undefined; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    text = '';
    const given = tag.attributes as Record<string, string>;
    if (tag.name === 'test') [attributes, outputs] = [given, []];
    if (tag.name === 'expression') invalid = given['invalid'] !== undefined;
    if (tag.name === 'output') type = given['type'];
  });
  parser.on('text', (more) => (text += more));
  parser.on('cdata', (more) => (text += more));
  parser.on('closetag', ({ name }) => {
    if (name === 'expression') expression = text;
    if (name === 'output') outputs.push({ type, text });
    if (name !== 'test') return;
    const { name: title = '', inputfile: file, predicate } = attributes;
    tests.push({ name: title, file, predicate: predicate === 'true', invalid, expression, outputs });
  });
  parser.write(xml).close();
  return tests;
}
