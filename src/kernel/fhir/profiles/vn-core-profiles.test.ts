import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { readSharedArchive } from '../testing/shared-archives.ts';
import { compileProfile } from './compile-profile.ts';
import { vnCoreProfiles } from './vn-core-profiles.ts';
import type { ProfileElement } from './profile.ts';

interface Xml {
  name: string;
  attributes: Record<string, string>;
  children: Xml[];
}

function parseXml(text: string): Xml {
  const root: Xml = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    const made: Xml = { name: tag.name, attributes: tag.attributes as Record<string, string>, children: [] };
    open.at(-1)!.children.push(made);
    open.push(made);
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  return root.children[0]!;
}

const all = (xml: Xml | undefined, name: string): Xml[] =>
  xml?.children.filter((one) => one.name === name) ?? [];
const text = (xml: Xml | undefined, name: string): string | undefined =>
  all(xml, name)[0]?.attributes['value'];

/** The facts of one element, in one form for both sides. */
function factsOfXml(element: Xml): unknown {
  const concept = all(element, 'fixedCodeableConcept')[0] ?? all(element, 'patternCodeableConcept')[0];
  const min = text(element, 'min');
  const strength = text(all(element, 'binding')[0], 'valueSet');
  return {
    id: element.attributes['id'],
    min: min === undefined ? undefined : Number(min),
    max: text(element, 'max'),
    slice: text(element, 'sliceName'),
    by: all(all(element, 'slicing')[0], 'discriminator').map(
      (one) => `${text(one, 'type')}:${text(one, 'path')}`,
    ),
    fixed: text(element, 'fixedUri') ?? text(element, 'fixedCode'),
    coding: [...all(concept, 'coding'), ...all(element, 'patternCoding')].map(
      (one) => `${text(one, 'system')}|${text(one, 'code')}`,
    ),
    binding: text(all(element, 'binding')[0], 'valueSet'),
    strength: strength === undefined ? undefined : text(all(element, 'binding')[0], 'strength'),
    types: all(element, 'type').map((one) => [
      text(one, 'code'),
      all(one, 'profile').map((url) => url.attributes['value']),
      all(one, 'targetProfile').map((url) => url.attributes['value']),
    ]),
  };
}

function factsOfOurs(element: ProfileElement): unknown {
  return {
    id: element.id,
    min: element.min,
    max: element.max,
    slice: element.sliceName,
    by: (element.slicing?.discriminator ?? []).map((one) => `${one.type}:${one.path}`),
    fixed: element.fixedUri ?? element.fixedCode,
    coding: [...(element.patternCodeableConcept?.coding ?? []), element.patternCoding ?? []]
      .flat()
      .map((one) => `${one.system}|${one.code}`),
    binding: element.binding?.valueSet,
    strength: element.binding?.valueSet === undefined ? undefined : element.binding.strength,
    types: (element.type ?? []).map((one) => [one.code, one.profile ?? [], one.targetProfile ?? []]),
  };
}

/** An element that only says what must be supported sets no rule. */
const ruled = (facts: unknown): boolean =>
  Object.entries(facts as object).some(
    ([key, value]) => key !== 'id' && value !== undefined && (value as unknown[]).length !== 0,
  );

describe('the VN Core profiles', () => {
  it('are there for everything that Vietnamese facilities exchange', () => {
    const ids = [...vnCoreProfiles.values()].map((one) => one.id);
    for (const id of [
      'patient',
      'encounter',
      'condition-encounter-diagnosis',
      'condition-problemlist',
      'observation-lab-code',
      'allergy-intolerance',
      'medication-request',
      'immunization',
      'diagnostic-report',
      'provider',
      'practitioner',
      'location',
    ]) {
      expect(ids).toContain(`vn-core-${id}`);
    }
  });

  it('all compile, under their own addresses', () => {
    for (const [url, profile] of vnCoreProfiles) {
      expect(url).toBe(`http://fhir.ehealth.gov.vn/core/StructureDefinition/${profile.id}`);
      expect(
        compileProfile(url)!.root.children.size + (profile.type === 'Extension' ? 1 : 0),
      ).toBeGreaterThan(0);
    }
  });

  it('say the same facts as the published guide', (context) => {
    const archive = readSharedArchive('vn-core/vn-core-ig-resources.tar.gz');
    if (archive === undefined) return context.skip('the optional guide is not beside this clone');
    const compared: string[] = [];
    for (const [name, xml] of archive) {
      if (!name.includes('StructureDefinition')) continue;
      const root = parseXml(xml);
      const ours = vnCoreProfiles.get(text(root, 'url')!);
      if (ours === undefined) throw new Error(`${text(root, 'url')} is not among ours`);
      compared.push(ours.url);
      expect([ours.type, ours.baseDefinition]).toEqual([text(root, 'type'), text(root, 'baseDefinition')]);
      const elements = all(all(root, 'differential')[0], 'element');
      expect(ours.differential.element.map(factsOfOurs).filter(ruled), ours.id).toEqual(
        elements.map(factsOfXml).filter(ruled),
      );
    }
    expect(compared.toSorted()).toEqual([...vnCoreProfiles.keys()].toSorted());
  });
});
