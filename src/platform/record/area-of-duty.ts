import { presentPlaces } from '#kernel/vietnam/old-districts.ts';
import type { Queryable } from '../sql/database.ts';
import { findRow } from './rows.ts';
import type { Texts } from './texts.ts';

/** The extension of an Organization that names a place (code of a commune, a province or a district of old) for whose public health it works. */
export const areaOfDutyExtension = 'urn:sen:area-of-duty';

/** Codes of the places for whose public health an Organization works, sorted, as they stand there; none for any other resource. */
export function areaOfDuty(organization: Readonly<Record<string, unknown>> | undefined): string[] {
  const extensions = organization?.['extension'];
  if (organization?.['resourceType'] !== 'Organization' || !Array.isArray(extensions)) return [];
  const codes = extensions.flatMap((one: { url?: unknown; valueCode?: unknown } | null) =>
    one?.url === areaOfDutyExtension && typeof one.valueCode === 'string' ? [one.valueCode] : [],
  );
  return [...new Set(codes)].sort();
}

/** Codes of the present places for whose public health an Organization works: districts of old by their communes. */
export function presentArea(organization: Readonly<Record<string, unknown>>): Promise<string[]> {
  return presentPlaces(areaOfDuty(organization));
}

/** The same of the Organization with this id. */
export async function areaOf(q: Queryable, texts: Texts, organizationId: string): Promise<string[]> {
  const row = await findRow(q, 'Organization', organizationId);
  if (row === undefined) return [];
  const [text] = await texts.of(q, [row]);
  return presentArea(JSON.parse(text!) as Record<string, unknown>);
}
