/** Which of the people of a figure: those who have it, or those of whom it is asked and who have it not. */
export const figureParts = ['have', 'rest'] as const;
export type FigurePart = (typeof figureParts)[number];
