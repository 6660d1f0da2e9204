/** Anything that turns unknown input into a typed value or throws: a zod schema, a hand-written reader. */
export interface Schema<T> {
  parse(input: unknown): T;
}

/** A sentence or a title in the two languages of Sen; Vietnamese comes first. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** The languages Sen speaks. */
export type Language = keyof Bilingual;
