import { createHash } from 'node:crypto';
import { drugsFile } from '#kernel/terminology/drugs.ts';
import { icd10File } from '#kernel/terminology/icd10.ts';
import { servicesFile } from '#kernel/terminology/services.ts';
import type { HeldReference } from '#platform/module/define-module.ts';

/** A list of the house, read once; another text of it is another version. */
function houseList(name: string, read: () => Promise<object>): HeldReference {
  let version: Promise<string> | undefined;
  const digest = async (): Promise<string> =>
    createHash('sha256')
      .update(JSON.stringify(await read()))
      .digest('base64url')
      .slice(0, 22);
  return { name, allow: 'device-sync.use', read, version: () => (version ??= digest()) };
}

/** Codes that a station writes with, so that they are found on a device without a network: names in Vietnamese, as published. */
export const termReferences: readonly HeldReference[] = [
  houseList('icd10', icd10File),
  houseList('procedures', servicesFile),
  houseList('station-drugs', () => Promise.resolve(drugsFile)),
];
