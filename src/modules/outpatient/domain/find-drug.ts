import { foldText } from '#kernel/fhir/fold.ts';
import { drugs, type Drug } from '#kernel/terminology/drugs.ts';

const folded = drugs.map((drug) => ({
  drug,
  text: ` ${foldText(`${drug.name} ${drug.strength} ${drug.form}`).replaceAll(/[(),]/g, ' ')}`,
}));

/** Drugs of the station's list by any words of name, strength or form, marks and case aside. */
export function findDrugs(words: string, limit = 8): Drug[] {
  const wanted = foldText(words).split(' ').filter(Boolean);
  if (wanted.length === 0) return [];
  return folded
    .filter(({ text }) => wanted.every((word) => text.includes(` ${word}`)))
    .slice(0, limit)
    .map(({ drug }) => drug);
}
