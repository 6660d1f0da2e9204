import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Endpoint } from '#kernel/contract.ts';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { inputIssues } from '#platform/http/input-issues.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';

/** How long browsers and proxies may show an answer again: what facilities are open changes by the minute, not by the second. */
const keepSeconds = 60;

/**
 * A question that everybody may ask without signing in. Its answer is about facilities and places, never about a person, so that it may be
 * kept on the way; a question asked again is answered with "not changed".
 */
export function publicAnswer<I extends object, O>(
  endpoint: Endpoint<I, O>,
  summary: Bilingual,
  answer: (ctx: Context, input: I) => Promise<O>,
): StreamRoute {
  return {
    method: endpoint.method,
    path: endpoint.path,
    allow: 'public',
    accepts: [],
    summary,
    async handle(ctx, { params, query, headers }) {
      const body = JSON.stringify(
        await answer(ctx, readInput(endpoint, { ...Object.fromEntries(query), ...params })),
      );
      const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      const kept = {
        'cache-control': `public, max-age=${keepSeconds}`,
        'content-type': 'application/json; charset=utf-8',
        etag: tag,
      };
      return headers['if-none-match'] === tag
        ? { status: 304, headers: kept, body: '' }
        : { status: 200, headers: kept, body };
    },
  };
}

function readInput<I>({ input }: Endpoint<I, unknown>, given: object): I {
  try {
    return input.parse(given);
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new AppError('request.invalid', { issues: inputIssues(error, given as Record<string, unknown>) });
  }
}
