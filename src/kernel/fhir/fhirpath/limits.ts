import { AppError } from '../../errors.ts';

/** What one evaluation may cost. */
export interface FhirPathLimits {
  /** Nodes of the expression evaluated, counted anew for each item that a criterion looks at. */
  readonly steps: number;
  /** Milliseconds of wall clock. */
  readonly milliseconds: number;
  /** Items of any collection on the way. */
  readonly items: number;
  /** Characters of any text on the way. */
  readonly characters: number;
  /** False: matches(), matchesFull() and replaceMatches() are refused however they are written, since nothing can interrupt them. */
  readonly regularExpressions?: false;
}

/** Longest expression taken, in characters. */
export const longestExpression = 10_000;
/** Deepest nesting of brackets taken: the parser and the evaluation are recursive. */
const deepestNesting = 60;
/** Most operators and members of one expression: a chain of 5,000 members nests as deep as 5,000 brackets. */
const mostTokens = 2_000;

export const usualLimits: FhirPathLimits = {
  steps: 1_000_000,
  milliseconds: 2_000,
  items: 200_000,
  characters: 2_000_000,
};

/** For expressions of strangers in the server's own thread: little work, and no regular expression. */
export const inlineLimits: FhirPathLimits = {
  ...usualLimits,
  steps: 20_000,
  milliseconds: 100,
  regularExpressions: false,
};

/** Runs evaluations that have so many milliseconds together: a thousand cheap ones are not cheap. */
export type SharedTime = <Result>(work: (limits: FhirPathLimits) => Result) => Result;

/** Time for all expressions of one request. Error of what comes after it is spent: fhirpath.too-costly. */
export function shareTime(
  milliseconds: number,
  each: FhirPathLimits = inlineLimits,
  clock: () => number = () => performance.now(),
): SharedTime {
  let left = milliseconds;
  return (work) => {
    if (left <= 0) throw new AppError('fhirpath.too-costly');
    const started = clock();
    try {
      return work({ ...each, milliseconds: Math.min(each.milliseconds, left) });
    } finally {
      left -= clock() - started;
    }
  };
}

/**
 * Refuses an expression that is only long or deep, before it is parsed.
 * @throws AppError fhirpath.too-costly
 */
export function refuseHugeExpression(expression: string): void {
  if (expression.length > longestExpression) throw new AppError('fhirpath.too-costly');
  let depth = 0;
  let tokens = 0;
  for (let at = 0; at < expression.length; at++) {
    const sign = expression[at]!;
    if (sign === "'" || sign === '`') {
      at = endOfQuote(expression, at, sign);
      continue;
    }
    if (sign === '(' || sign === '[' || sign === '{') depth++;
    if (sign === ')' || sign === ']' || sign === '}') depth--;
    if ('.([{+-*/|&=<>~!'.includes(sign)) tokens++;
    if (depth > deepestNesting || tokens > mostTokens) throw new AppError('fhirpath.too-costly');
  }
}

function endOfQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

/** Counts what an evaluation spends; `spent` stays true once a limit was passed, whatever the engine makes of the error. */
export interface Meter {
  readonly step: (result: unknown) => void;
  readonly spent: () => boolean;
}

/** A meter for one evaluation. The clock is read every 256 steps. */
export function startMeter(limits: FhirPathLimits, clock: () => number = Date.now): Meter {
  let steps = 0;
  let over = false;
  const until = clock() + limits.milliseconds;
  const stop = (): never => {
    over = true;
    throw new AppError('fhirpath.too-costly');
  };
  return {
    step: (result) => {
      if (over || ++steps > limits.steps) stop();
      if ((steps & 255) === 0 && clock() > until) stop();
      if (!Array.isArray(result)) return;
      if (result.length > limits.items) stop();
      const first: unknown = result[0];
      if (typeof first === 'string' && first.length > limits.characters) stop();
    },
    spent: () => over,
  };
}
