import * as z from 'zod/mini';
import { AppError } from '../../errors.ts';
import { isResourceType } from '../structure/element-facts.ts';

/** One column of the table. */
export interface ViewColumn {
  readonly name: string;
  readonly path: string;
  /** FHIR primitive type, e.g. 'date'; undefined where the author left it open. */
  readonly type?: string | undefined;
  /** True where a cell may hold many values. */
  readonly collection?: boolean | undefined;
}

/** One step of a view: columns of a focus, of each element of a path, or of either of several selects. */
export interface ViewSelect {
  readonly column?: readonly ViewColumn[] | undefined;
  readonly select?: readonly ViewSelect[] | undefined;
  readonly forEach?: string | undefined;
  readonly forEachOrNull?: string | undefined;
  readonly repeat?: readonly string[] | undefined;
  readonly unionAll?: readonly ViewSelect[] | undefined;
}

/** A ViewDefinition of SQL on FHIR 2 (https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition). */
export interface ViewDefinition {
  readonly resource: string;
  readonly name?: string | undefined;
  readonly select: readonly ViewSelect[];
  readonly where?: readonly { readonly path: string }[] | undefined;
  /** Name → value[x] as it stands in JSON. */
  readonly constants: ReadonlyMap<string, { readonly type: string; readonly value: unknown }>;
}

/** More is refused before anything runs. */
const mostNodes = 300;
const deepest = 12;

const name = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,254}$/));
const path = z.string().check(z.minLength(1));
const column = z.looseObject({
  name,
  path,
  type: z.optional(z.string()),
  collection: z.optional(z.boolean()),
});
const select: z.ZodMiniType<ViewSelect> = z.lazy(() =>
  z
    .looseObject({
      column: z.optional(z.array(column)),
      select: z.optional(z.array(select)),
      forEach: z.optional(path),
      forEachOrNull: z.optional(path),
      repeat: z.optional(z.array(path).check(z.minLength(1))),
      unionAll: z.optional(z.array(select).check(z.minLength(1))),
    })
    .check(
      z.refine(
        (one) => [one.forEach, one.forEachOrNull, one.repeat].filter((way) => way !== undefined).length <= 1,
      ),
    ),
);
const view = z.looseObject({
  resource: z.string().check(z.refine(isResourceType)),
  name: z.optional(z.string()),
  select: z.array(select).check(z.minLength(1)),
  where: z.optional(z.array(z.looseObject({ path }))),
  constant: z.optional(z.array(z.looseObject({ name }))),
});

/**
 * Reads a ViewDefinition. The canonical fields (url, status, …) are left as they are.
 * @throws AppError view.invalid with the place; view.too-costly for one that is too wide or too deep.
 */
export function readViewDefinition(json: unknown): ViewDefinition {
  refuseHuge(json);
  const read = view.safeParse(json);
  if (!read.success) throw invalidView(read.error.issues[0]?.path.join('.') ?? '');
  const constants = new Map(
    (read.data.constant ?? []).map((one) => {
      const key = Object.keys(one).find((field) => /^value[A-Z]/.test(field));
      if (key === undefined) throw invalidView(`constant.${one.name}`);
      return [one.name, { type: key.slice(5), value: one[key] }] as const;
    }),
  );
  const { resource, select: selects, where } = read.data;
  return { resource, name: read.data.name, select: selects, where, constants };
}

/** An error of the view, at a place in it. */
export function invalidView(place: string, text?: { vi: string; en: string }): AppError {
  const issue = text ?? { vi: 'Chỗ này chưa đúng.', en: 'This is not right.' };
  return new AppError('view.invalid', { issues: [{ path: `ViewDefinition.${place}`, text: issue }] });
}

function refuseHuge(json: unknown): void {
  let nodes = 0;
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return;
    if (++nodes > mostNodes * 4 || depth > deepest * 2) throw new AppError('view.too-costly');
    for (const inner of Object.values(value)) walk(inner, depth + 1);
  };
  const { select: selects, where, constant } = (json ?? {}) as Readonly<Record<string, unknown>>;
  walk([selects, where, constant], 0);
}
