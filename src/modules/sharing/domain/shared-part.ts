/** What goes behind a link: the summary without lines on guarded illnesses, all of it, or medicines and allergies alone. */
export const sharedParts = ['usual', 'whole', 'medicines'] as const;
export type SharedPart = (typeof sharedParts)[number];
