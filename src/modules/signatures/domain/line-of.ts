import type { AnyResource } from './answering-worker.ts';

interface Concept {
  readonly text?: string;
  readonly coding?: readonly { readonly display?: string; readonly code?: string }[];
}

/** One line that says what a resource is about, for whoever is to sign it: words of the record itself, never made up. */
export interface SignLine {
  readonly type: string;
  readonly title: string;
  readonly detail?: string;
}

/** Reads title and value of a resource. */
export function lineOf(resource: AnyResource): SignLine {
  const concept = (resource['code'] ??
    resource['medicationCodeableConcept'] ??
    resource['type'] ??
    resource['vaccineCode']) as Concept | readonly Concept[] | undefined;
  const title = wordsOf(
    resource.resourceType === 'Encounter' ? (resource['reasonCode'] as Concept[]) : concept,
  );
  const detail = detailOf(resource);
  return {
    type: resource.resourceType,
    title: title || textOf(resource['title'] ?? resource['description']),
    ...(detail !== '' && { detail }),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function detailOf(resource: AnyResource): string {
  const quantity = resource['valueQuantity'] as { value?: number; unit?: string } | undefined;
  if (quantity?.value !== undefined) return `${String(quantity.value)} ${quantity.unit ?? ''}`.trim();
  if (typeof resource['valueString'] === 'string') return resource['valueString'];
  if (typeof resource['conclusion'] === 'string') return resource['conclusion'];
  const [dosage] = (resource['dosageInstruction'] ?? []) as readonly { text?: string }[];
  if (dosage?.text !== undefined) return dosage.text;
  return wordsOf(resource['valueCodeableConcept'] as Concept | undefined);
}

function wordsOf(value: Concept | readonly Concept[] | undefined): string {
  return [value ?? []]
    .flat()
    .map((one) => one.text ?? one.coding?.[0]?.display ?? one.coding?.[0]?.code ?? '')
    .filter((text) => text !== '')
    .join('; ');
}
