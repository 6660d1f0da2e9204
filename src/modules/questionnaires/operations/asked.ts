import type { OperationOutcome, Questionnaire, Reference, Resource } from '@medplum/fhirtypes';
import * as z from 'zod';
import { AppError, type ErrorIssue } from '#kernel/errors.ts';

type Parameter = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly resource?: unknown;
  readonly part?: readonly Parameter[];
};

/** What an operation on forms was asked. */
export interface AskedForm {
  readonly id?: string;
  text(name: string): string | undefined;
  reference(name: string): Reference | undefined;
  /** A resource by its name, or the body itself. */
  resource<T extends Resource>(name: string, type: T['resourceType']): T | undefined;
  /** A form by its name, never the body. */
  form(name: string): Questionnaire | undefined;
  /** Launch contexts that the caller gives: name and content. */
  contexts(): readonly { readonly name: string; readonly content: Reference | Resource }[];
}

const parameterSchema = z.looseObject({ name: z.string() });

/** Reads `{ id?, queryText, parameters? }`; a form may also come as the body itself. */
export const askedForm = z
  .object({
    id: z.string().optional(),
    queryText: z.string().default(''),
    parameters: z
      .looseObject({ resourceType: z.string(), parameter: z.array(parameterSchema).optional() })
      .optional(),
  })
  .transform(({ id, queryText, parameters }): AskedForm => {
    const isList = parameters?.resourceType === 'Parameters';
    const given = isList ? ((parameters.parameter ?? []) as readonly Parameter[]) : [];
    return formOf(id, new URLSearchParams(queryText), given, isList ? undefined : parameters);
  });

function formOf(
  id: string | undefined,
  query: URLSearchParams,
  given: readonly Parameter[],
  body: unknown,
): AskedForm {
  const named = (name: string): Parameter | undefined => given.find((one) => one.name === name);
  const text = (name: string): string | undefined => {
    const value = valueIn(named(name));
    if (typeof value === 'object') throw wrong(name);
    return value === undefined ? (query.get(name) ?? undefined) : String(value as string | number | boolean);
  };
  return {
    ...(id !== undefined && { id }),
    text,
    reference(name) {
      const value = valueIn(named(name)) ?? query.get(name) ?? undefined;
      const reference = typeof value === 'string' ? { reference: value } : (value as Reference | undefined);
      if (reference !== undefined && !isLiteral(reference.reference)) throw wrong(name);
      return reference;
    },
    resource<T extends Resource>(name: string, type: T['resourceType']) {
      const found = named(name)?.resource ?? body;
      if (found === undefined) return undefined;
      if ((found as Partial<Resource> | null)?.resourceType !== type) throw wrong(name);
      return found as T;
    },
    form(name) {
      const found = named(name)?.resource as Partial<Questionnaire> | null | undefined;
      if (found === undefined) return undefined;
      if (found?.resourceType !== 'Questionnaire') throw wrong(name);
      return found as Questionnaire;
    },
    contexts: () =>
      given
        .filter(({ name }) => name === 'context')
        .flatMap(({ part = [] }) => {
          const name = valueIn(part.find((one) => one.name === 'name'));
          const content = part.find((one) => one.name === 'content');
          const value = (content?.resource ?? valueIn(content)) as Reference | Resource | undefined;
          if (typeof name !== 'string' || value === null || typeof value !== 'object') throw wrong('context');
          return [{ name, content: value }];
        }),
  };
}

function valueIn(one: Parameter | undefined): unknown {
  return one && Object.entries(one).find(([key]) => key.startsWith('value'))?.[1];
}

const isLiteral = (text: unknown): boolean =>
  typeof text === 'string' && /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(text);

/** A parameter that is missing or not of its kind. */
export function wrong(path: string): AppError {
  const text = {
    vi: `Tham số ${path} thiếu hoặc chưa đúng.`,
    en: `The parameter ${path} is missing or not right.`,
  };
  return new AppError('request.invalid', { issues: [{ path, text }] });
}

/** The answer of an operation and what could not be done. */
export function answerWith(name: string, resource: Resource, issues: readonly ErrorIssue[]): object {
  const outcome: OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: issues.map(({ path, text }) => ({
      severity: 'warning',
      code: 'incomplete',
      details: { text: text.vi },
      diagnostics: text.en,
      ...(path !== undefined && path !== '' && { location: [path] }),
    })),
  };
  return {
    resourceType: 'Parameters',
    parameter: [{ name, resource }, ...(issues.length === 0 ? [] : [{ name: 'issues', resource: outcome }])],
  };
}
