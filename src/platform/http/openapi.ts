import { z } from 'zod';
import type { AnyModule, AnyRoute } from '../module/define-module.ts';

/** The OpenAPI 3.1 page of all modules' endpoints. Built once; schemas that are not zod's are shown as open. */
export function openApi(modules: readonly AnyModule[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const module of modules) {
    for (const route of module.routes ?? []) {
      const path = route.path.replace(/:([^/]+)/g, '{$1}');
      (paths[path] ??= {})[route.method.toLowerCase()] = describeRoute(module, route);
    }
    for (const stream of module.streams ?? []) {
      const path = stream.path.replace(/:([^/]+)/g, '{$1}');
      (paths[path] ??= {})[stream.method.toLowerCase()] = {
        tags: [module.id],
        summary: `${stream.summary.vi} / ${stream.summary.en}`,
        'x-permission': stream.allow,
        parameters: pathParameters(stream.path),
        ...(stream.accepts.length > 0 && {
          requestBody: { content: Object.fromEntries(stream.accepts.map((type) => [type, {}])) },
        }),
        responses: { default: { description: 'bytes, or problem details' } },
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sen', version },
    tags: modules.map((module) => ({
      name: module.id,
      description: `${module.title.vi} / ${module.title.en}`,
    })),
    paths,
  };
}

function describeRoute(module: AnyModule, route: AnyRoute): object {
  const input = toJsonSchema(route.input, 'input');
  const inPath = new Set(parameterNames(route.path));
  const properties = Object.entries((input['properties'] ?? {}) as Record<string, object>);
  const rest = properties.filter(([name]) => !inPath.has(name));
  const required = ((input['required'] ?? []) as string[]).filter((name) => !inPath.has(name));
  const query = rest.map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
  return {
    tags: [module.id],
    'x-permission': route.allow,
    parameters: [...pathParameters(route.path), ...(route.method === 'GET' ? query : [])],
    ...(route.method !== 'GET' &&
      rest.length > 0 && {
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: Object.fromEntries(rest), required },
            },
          },
        },
      }),
    responses: {
      200: {
        description: 'ok',
        content: { 'application/json': { schema: toJsonSchema(route.output, 'output') } },
      },
      default: { description: 'problem details (RFC 9457) with `code`' },
    },
  };
}

function parameterNames(path: string): string[] {
  return [...path.matchAll(/:([^/]+)/g)].map(([, name]) => name ?? '');
}

function pathParameters(path: string): object[] {
  return parameterNames(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function toJsonSchema(schema: unknown, io: 'input' | 'output'): Record<string, unknown> {
  if (!(schema instanceof z.core.$ZodType)) return {};
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
