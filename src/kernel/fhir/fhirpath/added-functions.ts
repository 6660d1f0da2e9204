import fhirpath, { type UserInvocationTable } from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { AppError } from '../../errors.ts';
import { validateStructure } from '../structure/validate-structure.ts';
import { precisionOf } from './precision.ts';
import { referenceKeyOf } from './reference-key.ts';

/** What the standards ask for and the engine lacks or does otherwise. */
export const addedFunctions: UserInvocationTable = {
  precision: { fn: (items: unknown[]) => items.flatMap((item) => precisionOf(item) ?? []), arity: { 0: [] } },
  conformsTo: {
    fn: (items: unknown[], profile: string) => items.map((item) => conforms(item, profile)),
    arity: { 1: ['String'] },
  },
  lowBoundary: boundaryOf('lowBoundary', '+14:00'),
  highBoundary: boundaryOf('highBoundary', '-12:00'),
};

const refused: UserInvocationTable[string] = {
  fn: () => {
    throw new AppError('fhirpath.invalid', {
      issues: [
        {
          text: {
            vi: 'Không dùng biểu thức chính quy ở đây.',
            en: 'Regular expressions are not taken here.',
          },
        },
      ],
    });
  },
  arity: { 1: ['AnyAtRoot'], 2: ['AnyAtRoot', 'AnyAtRoot'], 3: ['AnyAtRoot', 'AnyAtRoot', 'AnyAtRoot'] },
};

/** Without what runs a regular expression of the caller. */
export const inlineFunctions: UserInvocationTable = {
  ...addedFunctions,
  matches: refused,
  matchesFull: refused,
  replaceMatches: refused,
};

/** SQL on FHIR 2: keys of resources and references; join() of nothing is an empty text. */
export const viewFunctions: UserInvocationTable = {
  ...addedFunctions,
  getResourceKey: {
    fn: (items: readonly unknown[]) => items.flatMap((item) => (item as { id?: unknown } | null)?.id ?? []),
    arity: { 0: [] },
  },
  getReferenceKey: {
    fn: (items: readonly unknown[], type?: { readonly name: string }) =>
      items.flatMap((item) => referenceKeyOf(item, type?.name) ?? []),
    arity: { 0: [], 1: ['TypeSpecifier'] },
  },
  join: {
    fn: (items: readonly unknown[], separator = '') => items.join(separator),
    arity: { 0: [], 1: ['String'] },
  },
};

/** A date and time without an offset may lie anywhere on earth: its boundary is that of the farthest one. */
function boundaryOf(name: string, offset: string): UserInvocationTable[string] {
  const options = { resolveInternalTypes: false, preciseMath: true } as const;
  return {
    internalStructures: true,
    arity: { 0: [], 1: ['Integer'] },
    fn: (items: unknown[], precision?: number) => {
      const found = fhirpath.evaluate(items, `${name}(${precision ?? ''})`, {}, r4, options) as unknown[];
      return found.flatMap((item): unknown[] => {
        const text = String(item);
        if (!/^\d{4}-\d\d-\d\dT\d\d(:[\d:.]+)?$/.test(text)) return [item];
        return fhirpath.evaluate({}, `@${text}${offset}`, {}, r4, options) as unknown[];
      });
    },
  };
}

/** The base definition of a type: structure only. Errors: fhirpath.invalid for any other profile. */
function conforms(resource: unknown, profile: string): boolean {
  const type = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/(\w+)$/.exec(profile)?.[1];
  if (type === undefined) throw new AppError('fhirpath.invalid');
  if ((resource as { resourceType?: unknown } | null)?.resourceType !== type) return false;
  return !validateStructure(resource).some(({ severity }) => (severity ?? 'error') === 'error');
}
