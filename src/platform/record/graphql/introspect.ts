import { executeSync, parse, type GraphQLSchema } from 'graphql';
import { makeSchema } from './schema.ts';

let schema: GraphQLSchema | undefined;

/** Answers a query about the schema, as JSON text. Costs about a second the first time; meant for a thread. */
export function introspect(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  operationName: string | undefined,
): string {
  schema ??= makeSchema();
  const made = executeSync({ schema, document: parse(query), variableValues: variables, operationName });
  return JSON.stringify({ data: made.data ?? null });
}
