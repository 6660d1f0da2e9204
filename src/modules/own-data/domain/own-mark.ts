/** Marks what a person wrote into her own record, or her guardian for her; `code` says what it is. */
export const ownMark = {
  system: 'urn:sen:own-data',
  reading: 'reading',
  symptom: 'symptom',
  wish: 'wish',
  medicine: 'medicine',
  allergy: 'allergy',
  contact: 'contact',
  paper: 'paper',
} as const;

/** Kinds of what she writes besides readings. */
export type OwnMark = Exclude<keyof typeof ownMark, 'system'>;

/** The tag as a resource bears it. */
export function tagOf(mark: OwnMark): { tag: { system: string; code: string }[] } {
  return { tag: [{ system: ownMark.system, code: ownMark[mark] }] };
}
