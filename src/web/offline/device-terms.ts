import { commonFirst } from '#kernel/terminology/common-diagnoses.ts';
import { drugs, openDrugs, type Drug, type DrugsFile } from '#kernel/terminology/drugs.ts';
import { loadIcd10, openIcd10, type Icd10Entry, type Icd10File } from '#kernel/terminology/icd10.ts';
import { loadServices, openServices, type Service, type ServicesFile } from '#kernel/terminology/services.ts';
import { createWordList } from '#kernel/terminology/word-list.ts';
import type { Device } from './device.ts';

/** Searches by any Vietnamese words, with marks or without, with a network or without. */
interface DeviceTerms {
  readonly diagnoses: (words: string, limit?: number) => Promise<readonly Icd10Entry[]>;
  readonly procedures: (words: string, limit?: number) => Promise<readonly Service[]>;
  readonly drugs: (words: string, limit?: number) => Promise<readonly Drug[]>;
}

/** What is looked through before the commonest are put first. */
const lookedThrough = 60;

/** The lists that this device holds; where it holds none, those that came with the pages. */
export function deviceTerms(device: Pick<Device, 'reference'>): DeviceTerms {
  const diagnoses = heldList(device, 'icd10', openIcd10, loadIcd10);
  const procedures = heldList(device, 'procedures', openServices, loadServices);
  const medicines = heldList(
    device,
    'station-drugs',
    (file: DrugsFile) => searchDrugs(openDrugs(file)),
    () => Promise.resolve(searchDrugs(drugs)),
  );
  return {
    diagnoses: async (words, limit = 8) =>
      commonFirst((await diagnoses()).search(words, Math.max(limit, lookedThrough))).slice(0, limit),
    procedures: async (words, limit = 8) => (await procedures()).search(words, limit),
    drugs: async (words, limit = 8) => (await medicines())(words, limit),
  };
}

const searchDrugs = (list: readonly Drug[]) =>
  createWordList(
    () => list,
    ({ name, strength, form }) => `${name} ${strength} ${form}`,
    ({ atc }) => atc,
  );

/** Opens a held list once, and again where another came. */
function heldList<File extends Icd10File | ServicesFile | DrugsFile, List>(
  device: Pick<Device, 'reference'>,
  name: string,
  open: (file: File) => List,
  own: () => Promise<List>,
): () => Promise<List> {
  let last: { readonly file: File; readonly list: List } | undefined;
  return async () => {
    // Without a network a page without a store has only what came with it.
    const file = await device.reference<File>(name).catch(() => undefined);
    if (file === undefined) return own();
    if (last?.file !== file) last = { file, list: open(file) };
    return last.list;
  };
}
