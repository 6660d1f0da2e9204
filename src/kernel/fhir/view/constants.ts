import { AppError } from '../../errors.ts';
import { invalidView, type ViewDefinition } from './view-definition.ts';

const longestExpression = 10_000;

/** Names that the engine itself knows; a constant of a view wins over none of them. */
const known: ReadonlySet<string> = new Set([
  'rowIndex',
  'resource',
  'rootResource',
  'context',
  'ucum',
  'sct',
  'loinc',
]);

/**
 * Writes the constants of a view into an expression as literals, so that both ways of evaluation see the same.
 * @throws AppError view.invalid for a name that is not declared, or a value of a kind that has no literal
 */
export function withConstants(
  expression: string,
  constants: ViewDefinition['constants'],
  place: string,
): string {
  if (!expression.includes('%')) return expression;
  // Quotes without an end would be looked for again from each of them.
  if (expression.length > longestExpression) throw new AppError('view.too-costly');
  // Texts and names in quotes are left alone.
  return expression.replaceAll(
    /'(?:\\.|[^'\\])*'|%`(?:\\.|[^`\\])*`|`(?:\\.|[^`\\])*`|%([A-Za-z]\w*)/g,
    (all: string, name?: string) => {
      if (name === undefined || known.has(name) || all.startsWith("'")) return all;
      const constant = constants.get(name);
      if (constant === undefined) {
        const text = {
          vi: `Hằng %${name} chưa được khai báo.`,
          en: `The constant %${name} is not declared.`,
        };
        throw invalidView(place, text);
      }
      return literalOf(constant, place);
    },
  );
}

function literalOf({ type, value }: { type: string; value: unknown }, place: string): string {
  if (typeof value === 'number' && Number.isFinite(value)) return value < 0 ? `(${value})` : String(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw invalidView(place);
  if (type === 'Date' && /^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) return `@${value}`;
  if ((type === 'DateTime' || type === 'Instant') && /^\d{4}[\d\-T:.Z+]*$/.test(value))
    return `@${value}${value.includes('T') ? '' : 'T'}`;
  if (type === 'Time' && /^\d\d:[\d:.]+$/.test(value)) return `@T${value}`;
  return `'${value
    .replaceAll(/[\\']/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')}'`;
}
