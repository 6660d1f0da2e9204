import type pg from 'pg';
import { asAppError } from './database-errors.ts';
import { runPrepared } from './prepared-query.ts';
import type { Answer, Statement } from './queryable.ts';

/** Runs one statement on a connection; with a name it is prepared there once. Errors: storage.full, service.unavailable; others as PostgreSQL gave them. */
export async function runStatement<Row extends object>(
  client: pg.ClientBase,
  statement: string | Statement,
  values?: readonly unknown[],
): Promise<Answer<Row>> {
  try {
    if (typeof statement !== 'string' && statement.name !== undefined) {
      const { name, text } = statement;
      return await runPrepared<Row>(client, { name, text }, statement.values ?? values ?? []);
    }
    const text = typeof statement === 'string' ? statement : statement.text;
    const given = typeof statement === 'string' ? values : (statement.values ?? values);
    const result = await client.query<Row>(text, given as unknown[] | undefined);
    // Several statements in one text give a list of results; the last one counts.
    const last = Array.isArray(result) ? (result.at(-1) as pg.QueryResult<Row>) : result;
    return { rows: last.rows, rowCount: last.rowCount ?? 0 };
  } catch (error) {
    throw asAppError(error);
  }
}
