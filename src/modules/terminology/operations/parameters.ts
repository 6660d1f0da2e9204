import type { OperationParameter } from '#platform/record/http/operation-list.ts';

/** A parameter that may be given: 'name type' or 'name type *' for several. */
export function takes(...lines: readonly string[]): OperationParameter[] {
  return lines.map((line) => {
    const [name = '', type = '', max = '1'] = line.split(' ');
    return { name, use: 'in', min: 0, max, type };
  });
}

/** A part of the answer. */
export function gives(name: string, type: string, min = 0, max = '1'): OperationParameter {
  return { name, use: 'out', min, max, type };
}

const standard = 'http://hl7.org/fhir/OperationDefinition';

/** Address of the standard's own definition. */
export function standardOperation(name: string): string {
  return `${standard}/${name}`;
}
