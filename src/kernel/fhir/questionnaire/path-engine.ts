import { compilePath } from './path/compile.ts';
import type { Surroundings } from './path/step.ts';
import type { Form } from './form.ts';
import { NotUnderstood } from './path/tokens.ts';

/** What works expressions out. Errors of an expression are thrown and mean "no answer". */
export interface PathEngine {
  readonly evaluate: (expression: string, focus: unknown, around: Surroundings) => readonly unknown[];
}

/** The full FHIRPath engine, for expressions that the small one does not know. */
export type FullEngine = (
  expression: string,
  focus: unknown,
  variables: Readonly<Record<string, unknown>>,
) => readonly unknown[];

type Compiled = (focus: unknown, around: Surroundings) => readonly unknown[];

/** An engine that compiles each expression once. Without `full` an expression beyond the small engine has no answer. */
export function pathEngine(full?: FullEngine): PathEngine {
  const compiled = new Map<string, Compiled>();
  const compile = (expression: string): Compiled => {
    try {
      return compilePath(expression);
    } catch (error) {
      if (!(error instanceof NotUnderstood) || full === undefined) throw error;
      return (focus, { variables }) => full(expression, focus, variables);
    }
  };
  return {
    evaluate(expression, focus, around) {
      let run = compiled.get(expression);
      if (run === undefined) {
        run = compile(expression);
        compiled.set(expression, run);
      }
      return run(focus, around);
    },
  };
}

/** Whether the small engine knows an expression. */
export function isUnderstood(expression: string): boolean {
  try {
    compilePath(expression);
    return true;
  } catch {
    return false;
  }
}

/** Whether a form needs the full engine, which is then fetched. */
export function needsFullEngine({ expressions }: Form): boolean {
  return !expressions.every(isUnderstood);
}
