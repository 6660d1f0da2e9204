import { bucketOf } from '#kernel/fhir/id.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import type { Comparison, FieldName, Side } from '../domain/fields.ts';
import type { Risk } from '../domain/judge.ts';
import type { Ending, Ground, Reason, TaskKind, TaskState } from '../domain/tasks.ts';

/** A task as it is kept. */
export interface TaskRow {
  readonly bucket: number;
  readonly id: string;
  readonly patient_id: string;
  readonly register: RegisterName;
  readonly kind: TaskKind;
  readonly state: TaskState;
  readonly risk: Risk;
  readonly facility_id: string | null;
  readonly version: number;
  readonly opened_at: Date;
  readonly opened_by: string;
  readonly due_on: string;
  readonly sealed_theirs: string | null;
  readonly fields: Comparison;
  readonly take: FieldName[] | null;
  readonly reason: Reason | null;
  readonly ground: Ground | null;
  readonly note: string | null;
  readonly proposed_by: string | null;
  readonly proposed_by_name: string | null;
  readonly proposed_at: Date | null;
  readonly paper_sha256: string | null;
  readonly paper_type: string | null;
  readonly paper_size: number | null;
  readonly answer: string | null;
  readonly decided_by: string | null;
  readonly decided_by_name: string | null;
  readonly decided_at: Date | null;
  readonly ending: Ending | null;
  readonly without_visit: boolean | null;
}

/** Columns of a task; the day as text, since a date has no time zone. */
export const taskColumns = `bucket, id, patient_id, register, kind, state, risk, facility_id, version, opened_at, opened_by,
  due_on::text as due_on, sealed_theirs, fields, take, reason, ground, note, proposed_by, proposed_by_name, proposed_at,
  paper_sha256, paper_type, paper_size, answer, decided_by, decided_by_name, decided_at, ending, without_visit`;

/** One task; `holding` keeps others from changing it until the transaction ends. Error: record.not-found. */
export async function readTaskRow(ctx: Context, id: string, holding = false): Promise<TaskRow> {
  const bucket = bucketOf(id);
  const [row] =
    bucket === undefined
      ? []
      : await ctx.sql.query<TaskRow>(
          `select ${taskColumns} from verification.task where bucket = $1 and id = $2${holding ? ' for update' : ''}`,
          [bucket, id],
        );
  if (row === undefined) throw new AppError('record.not-found');
  return row;
}

const purpose = (patientId: string, register: RegisterName): string =>
  `verification ${register} ${patientId}`;

/** What another side says of a person, sealed: names and days lie nowhere open in this module. */
export function sealSide(ctx: Context, patientId: string, register: RegisterName, side: Side): string {
  return ctx.seal.seal(JSON.stringify(side), purpose(patientId, register));
}

/** The other side of a task; undefined where it knows nobody, or the task is closed. */
export function theirsOf(ctx: Context, row: TaskRow): Side | undefined {
  if (row.sealed_theirs === null) return undefined;
  return JSON.parse(ctx.seal.open(row.sealed_theirs, purpose(row.patient_id, row.register))) as Side;
}
