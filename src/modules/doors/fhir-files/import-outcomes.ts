import type { OperationOutcome } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';

/** One thing that is wrong with one line of an import. */
export interface LineFinding {
  readonly unit: number;
  readonly table_name: string;
  readonly field: string;
  readonly rule: string;
  readonly text_vi: string;
  readonly text_en: string;
}

const atOnce = 1000;

/** What is open of a source, in the order of its lines, a few at a time. */
export async function* findingsOf(ctx: Context, sourceId: string): AsyncGenerator<LineFinding> {
  let last: { readonly unit: number; readonly id: string } = {
    unit: -1,
    id: '00000000-0000-0000-0000-000000000000',
  };
  for (;;) {
    const rows = await ctx.sql.query<LineFinding & { readonly id: string }>(
      `select id, unit::float8 as unit, table_name, field, rule, text_vi, text_en from doors.quarantine
       where source_id = $1 and state = 'open' and (unit, id) > ($2::bigint, $3::uuid)
       order by unit, id limit ${atOnce}`,
      [sourceId, last.unit, last.id],
    );
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < atOnce) return;
    last = end;
  }
}

/** The finding as FHIR says it; the line's number stands in its location. Holds no value of the line. */
export function outcomeOf(finding: LineFinding): OperationOutcome {
  const { unit, table_name: type, field, rule, text_vi: vi, text_en: en } = finding;
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: rule === 'fhir.reference-missing' ? 'not-found' : 'invalid',
        details: { coding: [{ system: 'urn:sen:rule', code: rule }], text: vi },
        diagnostics: en,
        location: [`line ${unit}`],
        ...(field !== '' && /^[A-Z]/.test(type) && { expression: [`${type}.${field}`] }),
      },
    ],
  };
}
