import type { Organization } from '@medplum/fhirtypes';
import { foldText } from '#kernel/fhir/fold.ts';

/** Name, kind, address, province, commune and the name to sort by, as a facility's Organization says them. */
export function factsOf({ name = '', type, address }: Organization): (string | null)[] {
  const parts = (address ?? [])
    .flatMap(({ extension }) => extension ?? [])
    .flatMap(({ extension }) => extension ?? []);
  const unit = (url: string): string | null =>
    parts.find((one) => one.url === url)?.valueCodeableConcept?.coding?.[0]?.code ?? null;
  const kind = type
    ?.flatMap(({ coding }) => coding ?? [])
    .find(({ system }) => system === 'urn:sen:facility-kind')?.code;
  return [name, kind ?? null, address?.[0]?.text ?? null, unit('state'), unit('ward'), foldText(name)];
}
