import { compileFhirPath } from '#kernel/fhir/fhirpath/evaluate.ts';
import type { SharedTime } from '#kernel/fhir/fhirpath/limits.ts';
import { wrongQuery } from './read-document.ts';
import type { ShapeField } from './shape-fields.ts';
import { fieldsOf } from './shape-fields.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The elements of a list that the arguments of its field ask for: `name(use: official)`, `fhirpath`, then `_offset` and `_count`.
 * Errors: graphql.invalid for an argument that the type does not have, fhirpath.invalid, fhirpath.too-costly.
 */
export function filtered(
  values: readonly unknown[],
  field: ShapeField,
  args: ReadonlyMap<string, unknown>,
  time: SharedTime,
): readonly unknown[] {
  let kept = values;
  for (const [name, wanted] of args) {
    if (name === '_count' || name === '_offset' || wanted === undefined) continue;
    if (name === 'fhirpath') kept = byFhirPath(kept, field, wanted, time);
    else {
      if (field.shape === undefined || fieldsOf(field.shape).get(name)?.kind !== 'primitive') {
        throw wrongQuery({
          vi: `${field.name} không có tham số ${name}.`,
          en: `${field.name} has no argument ${name}.`,
        });
      }
      kept = kept.filter((one) => holds((one as Json)[name], wanted));
    }
  }
  const [offset, count] = [wholeNumber(args, '_offset') ?? 0, wholeNumber(args, '_count')];
  return offset === 0 && count === undefined
    ? kept
    : kept.slice(offset, count === undefined ? undefined : offset + count);
}

function holds(value: unknown, wanted: unknown): boolean {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.some((one) => one !== undefined && one !== null && plain(one) === String(wanted));
}

const plain = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean | undefined);

/** A number that must be whole and not negative. */
export function wholeNumber(args: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = args.get(name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw wrongQuery({
    vi: `${name} phải là số nguyên không âm.`,
    en: `${name} must be a whole number, not negative.`,
  });
}

function byFhirPath(
  values: readonly unknown[],
  field: ShapeField,
  wanted: unknown,
  time: SharedTime,
): readonly unknown[] {
  const expression = String(wanted);
  // Told early for the usual spelling; any other is refused where it is called.
  if (/match/i.test(expression)) {
    throw wrongQuery({
      vi: 'Không dùng biểu thức chính quy ở đây.',
      en: 'Regular expressions are not taken here.',
    });
  }
  if (field.shape === undefined)
    throw wrongQuery({
      vi: 'fhirpath chỉ dùng cho phần tử có trường.',
      en: 'fhirpath is for elements with fields.',
    });
  return values.filter((one) => time((limits) => compileFhirPath(expression, limits)(one)[0] === true));
}
