import type { Commune, Communes } from '#kernel/vietnam/communes.ts';
import { mergerDay, oldProvinces, provinces } from '#kernel/vietnam/provinces.ts';
import { plainOf, wordsOf } from './find-words.ts';

/** On which side of 1 July 2025. */
export type Era = 'now' | 'before';

/** A commune with its province of the same time. */
export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly province: { readonly code: string; readonly name: string };
}

/** The last day of the units before. */
const lastDayBefore = '2025-06-30';

/** Everything that is asked about places, over the lists of both sides. */
export interface PlaceBook {
  /** A unit by its code; undefined where that side has none. */
  unit(era: Era, code: string): Unit | undefined;
  /** What became of it, or what it was made of; `whole` is false where a part went over. */
  others(era: Era, code: string): readonly (Unit & { readonly whole: boolean })[];
  /** True for an old unit of which no successor is written down. */
  isUnmapped(code: string): boolean;
  /** Units that have all words, or all of a province; in the order of their codes. */
  find(
    era: Era,
    wish: { readonly words?: string; readonly province?: string; readonly unmapped?: boolean },
  ): readonly Unit[];
}

const books = new WeakMap<Communes, PlaceBook>();

/** The book over the opened lists; made once. */
export function placeBook(communes: Communes): PlaceBook {
  const known = books.get(communes);
  if (known !== undefined) return known;
  const made = makeBook(communes);
  books.set(communes, made);
  return made;
}

function makeBook(communes: Communes): PlaceBook {
  const dayOf = { now: mergerDay, before: lastDayBefore } as const;
  const predecessors = new Map<string, { code: string; whole: boolean }[]>();
  for (const { code } of communes.allBefore)
    for (const { code: successor, whole } of communes.successors(code)) {
      const list = predecessors.get(successor);
      if (list === undefined) predecessors.set(successor, [{ code, whole }]);
      else list.push({ code, whole });
    }
  const unitOf = (era: Era, commune: Commune): Unit => ({
    code: commune.code,
    name: commune.name,
    province: {
      code: commune.provinceCode,
      name:
        (era === 'now' ? provinces : oldProvinces).get(commune.provinceCode)?.name ?? commune.provinceCode,
    },
  });
  const unit = (era: Era, code: string): Unit | undefined => {
    const found = communes.find(code, dayOf[era]);
    return found === undefined ? undefined : unitOf(era, found);
  };
  const isUnmapped = (code: string): boolean => communes.successors(code).length === 0;
  const folded = new Map<Era, readonly (readonly [string, Commune])[]>();
  const foldedOf = (era: Era): readonly (readonly [string, Commune])[] => {
    const ready = folded.get(era);
    if (ready !== undefined) return ready;
    const names = era === 'now' ? provinces : oldProvinces;
    const made = (era === 'now' ? communes.all : communes.allBefore).map(
      (one) =>
        [` ${plainOf(`${one.name} ${names.get(one.provinceCode)?.name ?? ''}`)} ${one.code}`, one] as const,
    );
    folded.set(era, made);
    return made;
  };
  return {
    unit,
    isUnmapped,
    others(era, code) {
      const links = era === 'before' ? communes.successors(code) : (predecessors.get(code) ?? []);
      const other = era === 'before' ? 'now' : 'before';
      return links.flatMap(({ code: linked, whole }) => {
        const found = unit(other, linked);
        return found === undefined ? [] : [{ ...found, whole }];
      });
    },
    find(era, { words = '', province, unmapped = false }) {
      const wanted = wordsOf(words).map((word) => ` ${word}`);
      const found = foldedOf(era).filter(
        ([text, one]) =>
          (province === undefined || one.provinceCode === province) &&
          wanted.every((word) => text.includes(word)) &&
          (!unmapped || (era === 'before' && isUnmapped(one.code))),
      );
      // Whose name has the words as they were typed comes first.
      const phrase = ` ${plainOf(words)}`;
      return [
        ...found.filter(([text]) => text.includes(phrase)),
        ...found.filter(([text]) => !text.includes(phrase)),
      ].map(([, one]) => unitOf(era, one));
    },
  };
}

/** The days between which a unit counts; open where nobody wrote it down. */
export function validityOf(era: Era): { readonly validFrom?: string; readonly validTo?: string } {
  return era === 'now' ? { validFrom: mergerDay } : { validTo: lastDayBefore };
}
