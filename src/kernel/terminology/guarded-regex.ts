import { AppError } from '../errors.ts';

const longest = 120;
const mostUnbounded = 3;
const longestValue = 400;

/**
 * Compiles a regular expression of a stranger so that it cannot run long: no group is repeated, nothing is looked around at or referred
 * back to, and at most three parts are unbounded. The whole value must match. Error: terminology.filter.
 */
export function guardedRegex(pattern: string): (value: string) => boolean {
  if (pattern.length > longest) throw new AppError('terminology.filter');
  const bare = pattern.replace(/\\./g, '_').replace(/\[[^\]]*\]/g, '_');
  const isHostile =
    /\(\?(?!:)/.test(bare) ||
    /\)[*+{]/.test(bare) ||
    /\\[1-9k]/.test(pattern) ||
    (bare.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0) > mostUnbounded ||
    /\{(\d*,)?\d{4,}/.test(bare);
  if (isHostile) throw new AppError('terminology.filter');
  try {
    const regex = new RegExp(`^(?:${pattern})$`, 'u');
    return (value) => value.length <= longestValue && regex.test(value);
  } catch (error) {
    if (error instanceof SyntaxError) throw new AppError('terminology.filter', { cause: error });
    throw error;
  }
}
