import * as z from 'zod';
import { AppError } from '#kernel/errors.ts';

/** A coding as a caller gives it. */
export interface AskedCoding {
  readonly system?: string | undefined;
  readonly version?: string | undefined;
  readonly code?: string | undefined;
  readonly display?: string | undefined;
}

interface Parameter {
  readonly name: string;
  readonly resource?: unknown;
  readonly [value: string]: unknown;
}

/** What an operation was asked, whether in the address or in a Parameters resource. */
export interface Asked {
  /** Id of the instance, where the operation stands at one. */
  readonly id?: string;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  truth(name: string): boolean | undefined;
  /** A whole number that is not negative. Error: request.invalid. */
  count(name: string): number | undefined;
  coding(name: string): AskedCoding | undefined;
  /** All codings of a CodeableConcept; undefined where there is no such parameter. */
  concept(name: string): readonly AskedCoding[] | undefined;
  resource<T>(name: string, resourceType: string): T | undefined;
}

const codingSchema = z.looseObject({
  system: z.string().optional(),
  version: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
});

/** Reads `{ id?, queryText, parameters? }`; the body is a Parameters resource. */
export const askedSchema = z
  .object({
    id: z.string().optional(),
    queryText: z.string().default(''),
    parameters: z
      .object({
        resourceType: z.literal('Parameters'),
        parameter: z.array(z.looseObject({ name: z.string() })).default([]),
      })
      .optional(),
  })
  .transform(({ id, queryText, parameters }) =>
    askedOf(id, new URLSearchParams(queryText), parameters?.parameter ?? []),
  );

function askedOf(id: string | undefined, query: URLSearchParams, parameters: readonly Parameter[]): Asked {
  const valueOf = (name: string): unknown => {
    const found = parameters.find((one) => one.name === name);
    return found && Object.entries(found).find(([key]) => key.startsWith('value'))?.[1];
  };
  const text = (name: string): string | undefined => {
    const value = valueOf(name);
    return value === undefined || typeof value === 'object'
      ? (query.get(name) ?? undefined)
      : String(value as string | number | boolean);
  };
  return {
    ...(id !== undefined && { id }),
    text,
    texts: (name) => [
      ...query.getAll(name),
      ...parameters
        .filter((one) => one.name === name)
        .flatMap((one) =>
          Object.entries(one).flatMap(([key, value]) => (key.startsWith('value') ? [String(value)] : [])),
        ),
    ],
    truth(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (value !== 'true' && value !== 'false') throw wrong(name);
      return value === 'true';
    },
    count(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (!/^\d{1,7}$/.test(value)) throw wrong(name);
      return Number(value);
    },
    coding(name) {
      const value = valueOf(name);
      return value === undefined ? undefined : readOr(name, codingSchema, value);
    },
    concept(name) {
      const value = valueOf(name);
      if (value === undefined) return undefined;
      return readOr(name, z.looseObject({ coding: z.array(codingSchema).default([]) }), value).coding;
    },
    resource<T>(name: string, resourceType: string) {
      const found = parameters.find((one) => one.name === name)?.resource;
      if (found === undefined) return undefined;
      readOr(name, z.looseObject({ resourceType: z.literal(resourceType) }), found);
      return found as T;
    },
  };
}

function readOr<T>(name: string, schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (!read.success) throw wrong(name);
  return read.data;
}

/** A parameter that is missing or has no meaning, by its name. */
export function wrong(name: string): AppError {
  return new AppError('request.invalid', {
    issues: [
      {
        path: name,
        issue: 'invalid',
        text: {
          vi: `Tham số ${name} còn thiếu hoặc chưa đúng.`,
          en: `The parameter ${name} is missing or wrong.`,
        },
      },
    ],
  });
}
