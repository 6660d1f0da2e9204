import { elementsOf } from '../structure/element-facts.ts';
import { compileTypedFhirPath, type FhirPathItem, type Variables } from './evaluate.ts';

type Json = Readonly<Record<string, unknown>>;

/** The types that Parameters.parameter.value[x] takes, by their JSON name. */
const valueNames: ReadonlyMap<string, string> = new Map(
  [...(elementsOf('Parameters.parameter').get('value')?.types ?? [])].map(({ code }) => [
    code,
    `value${code[0]!.toUpperCase()}${code.slice(1)}`,
  ]),
);

const systemTypes: Readonly<Record<string, string>> = {
  'System.Boolean': 'boolean',
  'System.String': 'string',
  'System.Integer': 'integer',
  'System.Decimal': 'decimal',
  'System.Date': 'date',
  'System.DateTime': 'dateTime',
  'System.Time': 'time',
  'System.Quantity': 'Quantity',
};

/**
 * Evaluates an expression and gives Parameters whose parameter `result` has one part per item: `value[x]` or `resource`; what is
 * neither (Patient.contact) has its elements as parts. Each part is named by its type. Errors: those of compileFhirPath.
 */
export function evaluateToParameters(expression: string, resource: unknown, variables?: Variables): Json {
  const items = compileTypedFhirPath(expression)(resource ?? {}, variables);
  const parts = items.map(partOf);
  return {
    resourceType: 'Parameters',
    parameter: [{ name: 'result', ...(parts.length > 0 && { part: parts }) }],
  };
}

function partOf({ type, value }: FhirPathItem): Json {
  const known = systemTypes[type] ?? type;
  if (isResource(value)) return { name: value.resourceType, resource: value };
  if (known === 'Quantity' && typeof value === 'string')
    return { name: known, valueQuantity: quantityOf(value) };
  const name = valueNames.get(known);
  if (name !== undefined) return { name: known, [name]: value };
  if (typeof value === 'object' && value !== null) return { name: known, part: elementParts(value as Json) };
  // Types of newer versions and xhtml: their text.
  return { name: known, valueString: String(value) };
}

function elementParts(value: Json): Json[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    (Array.isArray(inner) ? (inner as unknown[]) : [inner]).flatMap((one): Json[] => {
      if (typeof one === 'string') return [{ name, valueString: one }];
      if (typeof one === 'boolean') return [{ name, valueBoolean: one }];
      if (typeof one === 'number') return [{ name, valueDecimal: one }];
      return typeof one === 'object' && one !== null ? [{ name, part: elementParts(one as Json) }] : [];
    }),
  );
}

const isResource = (value: unknown): value is { resourceType: string } =>
  typeof value === 'object' && value !== null && typeof (value as Json)['resourceType'] === 'string';

/** "4 days" or "1.5 'mg'", as the engine prints a quantity. */
function quantityOf(text: string): Json {
  const match = /^(\S+) (?:'(.*)'|(\S+))$/.exec(text);
  const value = Number(match?.[1] ?? text);
  const code = match?.[2];
  if (code === undefined) return { value, ...(match?.[3] !== undefined && { unit: match[3] }) };
  return { value, unit: code, system: 'http://unitsofmeasure.org', code };
}
