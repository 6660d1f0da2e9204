import { foldText } from '../fhir/fold.ts';
import type { Communes } from '../vietnam/communes.ts';
import { mergerDay, oldProvinces, provinces } from '../vietnam/provinces.ts';
import type { Level } from './fields.ts';

/** An address as it is given: codes of either side of the merger, or names alone. */
export interface AddressTraits {
  readonly line?: string | undefined;
  /** Five digits with the day their list began; without the day the code is taken for a present one where there is such. */
  readonly communeCode?: string | undefined;
  readonly provinceCode?: string | undefined;
  readonly codesOf?: string | undefined;
  /** 'Xã Tiên Du', 'Tỉnh Bắc Ninh', as written. */
  readonly commune?: string | undefined;
  readonly province?: string | undefined;
}

/** An address as it is compared: units of today. */
export interface Home {
  /** Two digits of one of the 34 provinces, or ''. */
  readonly province: string;
  /** Present communes that the address may lie in: one, or several for an old commune that was divided; empty where unknown. */
  readonly communes: readonly string[];
  /** Words of house and village, without marks. */
  readonly line: string;
}

/** Makes addresses comparable across the merger; opened once with the lists of communes. */
export type HomeReader = (address: AddressTraits) => Home | undefined;

/** @source NQ 202/2025/QH15 and the merger decisions of 2025: which commune became part of which (proposals, see Communes.successors) */
export function homeReader(communes: Communes): HomeReader {
  const byName = namesOf(communes);
  const provinceByName = new Map<string, string>();
  for (const { code, name } of provinces.values()) provinceByName.set(bareName(name), code);
  for (const { newCode, name } of oldProvinces.values())
    if (!provinceByName.has(bareName(name))) provinceByName.set(bareName(name), newCode);
  return (address) => {
    const province = provinceOf(address, provinceByName);
    const found = communesOf(address, province, communes, byName);
    const line = lineOf(address.line ?? '');
    const ofCommune = found[0] === undefined ? undefined : communes.find(found[0], mergerDay)?.provinceCode;
    const home = { province: province ?? ofCommune ?? '', communes: found, line };
    return home.province === '' && found.length === 0 && line === '' ? undefined : home;
  };
}

function provinceOf(
  { provinceCode, codesOf, province }: AddressTraits,
  byName: ReadonlyMap<string, string>,
): string | undefined {
  if (provinceCode !== undefined) {
    const isOld = codesOf !== undefined && codesOf < mergerDay;
    if (!isOld && provinces.has(provinceCode)) return provinceCode;
    const successor = oldProvinces.get(provinceCode)?.newCode;
    if (successor !== undefined) return successor;
  }
  return province === undefined ? undefined : byName.get(bareName(province));
}

function communesOf(
  address: AddressTraits,
  province: string | undefined,
  communes: Communes,
  byName: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const { communeCode: code, codesOf, commune } = address;
  if (code !== undefined) {
    const isOld = codesOf !== undefined && codesOf < mergerDay;
    if (!isOld && communes.find(code, mergerDay) !== undefined) return [code];
    const successors = communes.successors(code).map((one) => one.code);
    if (successors.length > 0) return successors;
  }
  if (commune === undefined || province === undefined) return [];
  return byName.get(`${province}|${bareName(commune)}`) ?? [];
}

/** Present communes by province and name of today or of before; a name that means several gives them all. */
function namesOf(communes: Communes): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const add = (province: string, name: string, code: string): void => {
    const key = `${province}|${bareName(name)}`;
    const codes = names.get(key);
    if (codes === undefined) names.set(key, [code]);
    else if (!codes.includes(code)) codes.push(code);
  };
  for (const { code, name, provinceCode } of communes.all) add(provinceCode, name, code);
  for (const { code, name, provinceCode } of communes.allBefore)
    for (const successor of communes.successors(code))
      add(oldProvinces.get(provinceCode)?.newCode ?? provinceCode, name, successor.code);
  return names;
}

/** A name of a unit without its kind, marks and case. */
function bareName(name: string): string {
  return foldText(name)
    .replace(/^(tinh|thanh pho|tp\.?|xa|phuong|thi tran|dac khu|tt\.?|p\.?)\s+/, '')
    .trim();
}

/** Words that name a kind of place and tell no two houses apart. */
const kinds = new Set([
  'so',
  'nha',
  'duong',
  'pho',
  'thon',
  'ap',
  'to',
  'khu',
  'xom',
  'lang',
  'ban',
  'ngo',
  'hem',
]);

function lineOf(line: string): string {
  return foldText(line)
    .split(/[^a-z0-9/]+/)
    .filter((word) => word !== '' && !kinds.has(word))
    .toSorted()
    .join(' ');
}

/** How far two people's addresses agree, by the best pair of what either ever gave. */
export function compareHomes(a: readonly Home[], b: readonly Home[]): Level<'address'> {
  let best: Level<'address'> = 'missing';
  for (const left of a) {
    for (const right of b) {
      const level = comparePair(left, right);
      if (level === 'home') return level;
      if (rank[level] < rank[best]) best = level;
    }
  }
  return best;
}

const rank: Readonly<Record<Level<'address'>, number>> = {
  home: 0,
  commune: 1,
  province: 2,
  different: 3,
  missing: 4,
};

function comparePair(a: Home, b: Home): Level<'address'> {
  if (a.communes.some((code) => b.communes.includes(code)))
    return a.line !== '' && a.line === b.line ? 'home' : 'commune';
  if (a.province === '' || b.province === '') return 'missing';
  return a.province === b.province ? 'province' : 'different';
}
