import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { parseExact, equalExact } from '../json/exact.ts';
import { allResourceTypes } from '../structure/element-facts.ts';
import { sampleResource, seededChance } from '../testing/sample-resource.ts';
import { readSharedArchive } from '../testing/shared-archives.ts';
import { parseXml } from './parse-xml.ts';
import { printXml } from './print-xml.ts';

const both = (json: string): string => parseXml(printXml(json));
const same = (json: string): boolean => equalExact(parseExact(both(json)), parseExact(json));

function refusal(xml: string): AppError {
  try {
    parseXml(xml);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was taken');
}

const head = '<Patient xmlns="http://hl7.org/fhir">';

describe('a record written as XML', () => {
  it('says the same after there and back, for every type of R4', () => {
    const chance = seededChance(11);
    for (const type of allResourceTypes) {
      for (let round = 0; round < 6; round += 1) {
        const json = JSON.stringify(sampleResource(type, chance));
        expect(same(json), `${type}: ${json}\n${printXml(json)}`).toBe(true);
      }
    }
  });

  it('says the same when it is laid out for people', () => {
    const json = JSON.stringify(sampleResource('Observation', seededChance(3)));
    expect(parseXml(printXml(json, { pretty: true }))).toBe(both(json));
  });

  it('keeps digits, identities, notes about values, gaps in lists and contained records', () => {
    const json =
      '{"resourceType":"Observation","contained":[{"resourceType":"Patient","id":"p","active":true}],' +
      '"status":"final","_status":{"id":"s1","extension":[{"url":"http://a.b/c","valueDecimal":1.00}]},' +
      '"code":{"id":"c1","text":"a \\"b\\" <c> & d\\nnew line\\ttab"},"valueQuantity":{"value":7.10e2,"unit":"mg"},' +
      '"component":[{"code":{"text":"x"},"valueInteger":-3}]}';
    expect(both(json)).toBe(json);
    const names =
      '{"resourceType":"Patient","name":[{"given":["A",null,"C"],"_given":[null,{"id":"x"},null]}]}';
    expect(same(names)).toBe(true);
    expect(printXml(json)).toContain('value="7.10e2"');
  });

  it('has its elements in the order of the standard, whatever the order of the JSON', () => {
    const xml = printXml(
      '{"gender":"male","birthDate":"1990-01-01","id":"1","name":[{"text":"An"}],"resourceType":"Patient"}',
    );
    const places = ['<id ', '<name>', '<gender ', '<birthDate '].map((part) => xml.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  it('keeps its narrative sign for sign', () => {
    const div =
      '<div xmlns="http://www.w3.org/1999/xhtml"><p class="a">Khoẻ &amp; vui  <br/> &#160;!</p></div>';
    const json = JSON.stringify({ resourceType: 'Patient', text: { status: 'generated', div } });
    expect((JSON.parse(both(json)) as { text: { div: string } }).text.div).toBe(div);
    expect(printXml(json)).toContain(div);
  });

  it('a blank that only HTML knows by name becomes one that XML knows', () => {
    const div = '<div xmlns="http://www.w3.org/1999/xhtml">a&nbsp;b & c</div>';
    const xml = printXml(JSON.stringify({ resourceType: 'Patient', text: { status: 'generated', div } }));
    expect(xml).toContain('a&#160;b &amp; c');
    expect(() => parseXml(xml)).not.toThrow();
  });

  it('a bundle holds its records whole', () => {
    const json =
      '{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:0a1b2c3d-0000-4000-8000-00000000000a",' +
      '"resource":{"resourceType":"Patient","id":"1"}},{"resource":{"resourceType":"Parameters","parameter":[{"name":"a","part":[{"name":"b","valueString":"c"}]}]}}]}';
    expect(both(json)).toBe(json);
  });

  it('a prefix for the namespace, a declaration, comments and blanks change nothing', () => {
    const xml =
      '\uFEFF<?xml version="1.0"?>\r\n<!-- a --><f:Patient xmlns:f="http://hl7.org/fhir">\r\n <!-- b --><f:active value="true"/></f:Patient>';
    expect(parseXml(xml)).toBe('{"resourceType":"Patient","active":true}');
  });
});

describe('hostile or broken XML', () => {
  it('a DOCTYPE is refused, with and without entities', () => {
    for (const xml of [
      '<!DOCTYPE Patient [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Patient xmlns="http://hl7.org/fhir"><language value="&b;"/></Patient>',
      '<!DOCTYPE Patient SYSTEM "http://127.0.0.1/x.dtd"><Patient xmlns="http://hl7.org/fhir"/>',
    ])
      expect(refusal(xml).issues[0]?.text.en).toContain('DOCTYPE');
  });

  it('an entity that nobody declared, and one of a file, are refused', () => {
    expect(refusal(`${head}<language value="&xxe;"/></Patient>`).code).toBe('request.invalid');
  });

  it('nesting beyond measure is refused', () => {
    const deep = '<extension url="http://a.b/c">'.repeat(5000);
    expect(refusal(head + deep).issues[0]?.text.en).toContain('deep');
    const divs = `<text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">${'<b>'.repeat(5000)}`;
    expect(refusal(head + divs).issues[0]?.text.en).toContain('deep');
  });

  it('every finding names its line and its place', () => {
    const error = refusal(`${head}\n<name><given value="A"/><girl value="x"/></name></Patient>`);
    expect(error.issues[0]).toMatchObject({ path: 'Patient.name[0].girl' });
    expect(error.issues[0]?.text.vi).toMatch(/^Dòng 2: /);
  });

  it.each([
    ['text between elements', `${head}xin chào</Patient>`],
    ['an unknown attribute', `${head}<active value="true" onload="x"/></Patient>`],
    ['a wrong namespace', '<Patient xmlns="http://example.org/x"/>'],
    ['no namespace', '<Patient/>'],
    ['an unknown type', '<Benhnhan xmlns="http://hl7.org/fhir"/>'],
    ['an element twice that may come once', `${head}<active value="true"/><active value="true"/></Patient>`],
    [
      'a number that is none',
      '<Observation xmlns="http://hl7.org/fhir"><valueInteger value="x"/></Observation>',
    ],
    ['a yes or no that is neither', `${head}<active value="1"/></Patient>`],
    ['an empty element', `${head}<birthDate/></Patient>`],
    ['an empty contained', `${head}<contained/></Patient>`],
    [
      'a script in place of the narrative',
      `${head}<text><status value="generated"/><div>x</div></text></Patient>`,
    ],
    ['two roots', `${head}</Patient>${head}</Patient>`],
    ['a tag without end', head],
    ['nothing', ''],
    ['JSON', '{"resourceType":"Patient"}'],
  ])('%s is refused', (_name, xml) => {
    expect(refusal(xml).code).toBe('request.invalid');
  });

  it('a type of another version of FHIR has no XML here', () => {
    expect(() => printXml('{"resourceType":"ActorDefinition"}')).toThrow(AppError);
  });
});

const bundles = readSharedArchive('synthea-r4/bundles.tar.gz');
describe.skipIf(bundles === undefined)('records of made-up people (optional data)', () => {
  it('say the same after there and back', () => {
    const some = [...bundles!].filter(([name]) => name.endsWith('.json')).slice(0, 4);
    expect(some.length).toBeGreaterThan(0);
    for (const [name, text] of some) expect(same(text), name).toBe(true);
  });
});
