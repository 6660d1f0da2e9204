import type { Context } from '#platform/context.ts';
import type { SourceSummary } from '../api.ts';
import { sentenceOf } from '../rule-sentences.ts';
import { sourceColumns, sourceOfRow } from '../source.ts';
import type { Source, SourceRow } from '../source.ts';

/** Columns of a source with the number of its open findings. */
export const sourceViewColumns = `${sourceColumns},
  (select count(*)::int from doors.quarantine q where q.source_id = source.id and q.state = 'open') as open`;

export type SourceViewRow = SourceRow & { readonly open: number };

export function summaryOf(row: SourceViewRow): SourceSummary {
  const source = sourceOfRow(row);
  return {
    id: source.id,
    door: source.door,
    sender: source.sender,
    facility: source.facility,
    fileName: source.fileName,
    size: source.size,
    receivedAt: source.receivedAt.toISOString(),
    state: source.state,
    reason: reasonOf(source),
    units: source.units,
    taken: source.taken,
    updated: source.updated,
    unchanged: source.unchanged,
    retired: source.retired,
    resources: source.resources,
    open: row.open,
  };
}

export async function readSummary(ctx: Context, id: string): Promise<SourceSummary | undefined> {
  const rows = await ctx.sql.query<SourceViewRow>(
    `select ${sourceViewColumns} from doors.source where id = $1`,
    [id],
  );
  return rows[0] === undefined ? undefined : summaryOf(rows[0]);
}

function reasonOf(source: Source): SourceSummary['reason'] {
  if (source.reason === undefined) return undefined;
  return { rule: source.reason, ...sentenceOf(source.reason) };
}
