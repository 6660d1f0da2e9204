type Values = readonly unknown[];

/** What an evaluation may look at. */
export interface Surroundings {
  /** By name without '%'; a list stands for several values. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The moment of the evaluation on the clock of the reader: '2026-11-23T08:05:00.000+07:00'. */
  readonly now: string;
  /** Items of %resource by linkId, where the caller keeps them ready. */
  readonly itemsBy?: (linkId: string) => Values;
}

/** A step of an expression: what it gives for a focus. */
export type Step = (focus: Values, around: Surroundings, index: number) => Values;

/** A function of FHIRPath, made of what is given to it; `type` is the name given to is(), as() and ofType(). */
export type PathFunction = (
  given: readonly Step[],
  type: string,
) => (list: Values, around: Surroundings, outer: Values, index: number) => Values;
