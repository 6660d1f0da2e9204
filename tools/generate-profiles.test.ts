import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readSharedArchive } from '../src/kernel/fhir/testing/shared-archives.ts';
import { profileFacts } from './generate-profile-facts.ts';
import { generateObservations, generateSets, print } from './generate-profiles.ts';
import { generateValueSets } from './generate-profile-value-sets.ts';
import { generatedFolder } from './generate-r4.ts';
import { parseXml } from './xml-tree.ts';

const current = (name: string): string => readFileSync(new URL(name, generatedFolder), 'utf8');

it('the observations and value sets of VN Core are those of the published guide', (context) => {
  const archive = readSharedArchive('vn-core/vn-core-ig-resources.tar.gz');
  if (archive === undefined) return context.skip('the optional guide is not beside this clone');
  const sources = [...archive].filter(([name]) => name.endsWith('.xml')).map(([, text]) => parseXml(text));
  const observations = generateObservations(sources.filter((one) => one.name === 'StructureDefinition'));
  expect(print(observations)).toBe(current('vn-core-observations.json'));
  const inherited = JSON.parse(current('ips-profiles.json')) as typeof observations;
  const sets = JSON.parse(current('profile-value-sets.json')) as Record<string, unknown>;
  const made = generateSets(sources, [...observations, ...inherited]) as Record<string, unknown>;
  expect(Object.keys(made).length).toBeGreaterThan(20);
  expect(sets).toMatchObject(made);
});

it('a profile becomes facts without its prose, its examples and its misnamed elements', () => {
  const facts = profileFacts(
    parseXml(`<StructureDefinition><url value="http://a/StructureDefinition/p"/><type value="Patient"/>
      <baseDefinition value="http://b"/><differential>
      <element id="Patient.name"><path value="Patient.name"/><short value="words"/><min value="1"/></element>
      <element id="Patient.active"><path value="Patient.active"/><mustSupport value="true"/></element>
      <element id="Patient.deceased[x]:reason"><path value="Patient.deceased[x].extension"/><max value="1"/></element>
      <element id="Patient.gender"><path value="Patient.gender"/><binding><strength value="example"/>
        <valueSet value="http://v"/></binding></element>
      <element id="Patient.language"><path value="Patient.language"/><binding><strength value="required"/>
        <valueSet value="http://v|4.0.1"/></binding></element>
      </differential></StructureDefinition>`),
  );
  expect(facts).toEqual({
    id: 'p',
    url: 'http://a/StructureDefinition/p',
    type: 'Patient',
    baseDefinition: 'http://b',
    differential: {
      element: [
        { id: 'Patient.name', path: 'Patient.name', min: 1 },
        {
          id: 'Patient.language',
          path: 'Patient.language',
          binding: { strength: 'required', valueSet: 'http://v' },
        },
      ],
    },
  });
});

it('a value set is listed where its codes are, and open where they are chosen by a rule or licensed', () => {
  const source = parseXml(`<ValueSet><url value="http://v"/><compose>
    <include><system value="http://own"/></include>
    <include><system value="http://far"/><filter><property value="x"/></filter></include>
    <include><system value="http://listed"/><concept><code value="a"/></concept></include>
    <include><system value="http://snomed.info/sct"/><concept><code value="1"/></concept></include>
    </compose></ValueSet>`);
  const system = parseXml(`<CodeSystem><url value="http://own"/><content value="complete"/>
    <concept><code value="p"/><concept><code value="q"/></concept></concept></CodeSystem>`);
  expect(generateValueSets([source, system], ['http://v', 'http://none'])).toEqual({
    'http://v': {
      listed: { 'http://listed': ['a'], 'http://own': ['p', 'q'] },
      open: ['http://far', 'http://snomed.info/sct'],
    },
  });
});
