import type { Patient, Practitioner } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { Register } from '../domain/books/language.ts';
import { personOfLine, shownLines, workersOfLines, type ShownLine } from '../domain/books/show-lines.ts';
import type { Row } from '../domain/books/tables.ts';
import { insideRecord } from './stations.ts';

const idsOfPage = 100;

/** Lines with the people they are about, each only as far as the reader reaches her. */
export async function showLines(
  ctx: Context,
  register: Register,
  lines: readonly Row[],
): Promise<ShownLine[]> {
  const people = await readSome<Patient>(
    ctx,
    'Patient',
    lines.map((line) => personOfLine(register, line)),
  );
  const workers = await readSome<Practitioner>(
    insideRecord(ctx),
    'Practitioner',
    workersOfLines(register, lines),
  );
  return shownLines(register, lines, { people, workers, language: ctx.actor.language });
}

async function readSome<R extends { id?: string }>(
  ctx: Context,
  type: string,
  names: readonly unknown[],
): Promise<ReadonlyMap<string, R>> {
  const ids = [...new Set(names.filter((one): one is string => typeof one === 'string' && one !== ''))];
  const found = new Map<string, R>();
  for (let at = 0; at < ids.length; at += idsOfPage) {
    const page = await ctx.record.search(
      type,
      `_id=${ids.slice(at, at + idsOfPage).join(',')}&_count=${idsOfPage}`,
    );
    for (const { id, text } of page.matches) found.set(id, JSON.parse(text) as R);
  }
  return found;
}
