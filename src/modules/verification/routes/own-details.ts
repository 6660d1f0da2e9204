import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/fhir/id.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { askCorrection, readOwn, withdrawCorrection } from '../api.ts';
import { daysLeft, dueOn } from '../domain/clock.ts';
import { compareSides } from '../domain/compare-sides.ts';
import type { FieldName, Side } from '../domain/fields.ts';
import { sideOfPatient } from '../domain/sides.ts';
import { personBucket } from '../person-place.ts';
import { shown } from '../repair/show-task.ts';
import { readTaskRow, sealSide, taskColumns, theirsOf, type TaskRow } from '../repair/task-row.ts';
import { standingsOf } from '../results/show-standings.ts';

const most = 20;
const wishable = ['name', 'birthDate', 'sex', 'address'] as const satisfies FieldName[];

export const readOwnRoute = defineRoute({
  ...readOwn,
  allow: 'verification.own',
  handle: async (ctx) => {
    const patientId = ownId(ctx);
    const ours = await ownSide(ctx, patientId);
    const rows = await ctx.sql.query<TaskRow>(
      `select ${taskColumns} from verification.task where bucket = $1 and patient_id = $2 and kind = 'own'
       order by opened_at desc limit ${most}`,
      [personBucket(patientId), patientId],
    );
    return {
      ours: shown(ours),
      standings: (await standingsOf(ctx, patientId)).map(({ taskId: _taskId, ...standing }) => standing),
      requests: rows.map((row) => ({
        id: row.id,
        register: row.register,
        state: row.state,
        openedAt: row.opened_at.toISOString(),
        dueOn: row.due_on,
        daysLeft: daysLeft(row.due_on, ctx.now()),
        wished: wishable.filter(
          (field) => theirsOf(ctx, row)?.[field] !== undefined || row.take?.includes(field),
        ),
        ...(row.ending !== null && { ending: row.ending }),
        ...(row.answer !== null && { answer: row.answer }),
        hasPaper: row.paper_sha256 !== null,
      })),
    };
  },
});

/**
 * Opens a task whose other side is what the person says. One that a machine opened about her becomes hers: what she says counts for more
 * than what was guessed, and the shorter clock holds.
 */
export const askCorrectionRoute = defineRoute({
  ...askCorrection,
  allow: 'verification.own',
  handle: async (ctx, { note, ...wished }) => {
    const patientId = ownId(ctx);
    const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
    const ours = await ownSide(ctx, patientId);
    const theirs = Object.fromEntries(
      Object.entries(wished).filter(([, value]) => value !== undefined),
    ) as Side;
    const bucket = personBucket(patientId);
    const at = ctx.now();
    const due = dueOn(at, true);
    const managing = patient.managingOrganization?.reference;
    const [row] = await ctx.sql.query<{ id: string }>(
      `insert into verification.task as t (bucket, id, patient_id, register, kind, state, risk, facility_id, opened_at, opened_by,
         due_on, sealed_theirs, fields, note)
       values ($1, $2, $3, 'population', 'own', 'open', 'middle', $4, $5, $6, $7, $8, $9, $10)
       on conflict (bucket, patient_id, register) where state <> 'closed' do update set kind = 'own', state = 'open', risk = 'middle',
         opened_at = excluded.opened_at, opened_by = excluded.opened_by, due_on = excluded.due_on, fields = excluded.fields,
         sealed_theirs = excluded.sealed_theirs, note = excluded.note, take = null, reason = null, ground = null, proposed_by = null,
         proposed_by_name = null, proposed_at = null, version = t.version + 1
       where t.kind <> 'own' returning t.id`,
      [
        bucket,
        newId(bucket, at),
        patientId,
        managing?.startsWith('Organization/') === true ? managing.slice('Organization/'.length) : null,
        at,
        ctx.actor.accountId,
        due,
        sealSide(ctx, patientId, 'population', theirs),
        JSON.stringify(wishedFields(ours, theirs)),
        note === undefined || note === '' ? null : note,
      ],
    );
    if (row === undefined) throw new AppError('verification.task-changed');
    return { id: row.id, dueOn: due };
  },
});

export const withdrawCorrectionRoute = defineRoute({
  ...withdrawCorrection,
  allow: 'verification.own',
  handle: async (ctx, { id }) => {
    const row = await readTaskRow(ctx, id, true);
    if (row.patient_id !== ownId(ctx) || row.kind !== 'own') throw new AppError('record.not-found');
    if (row.state === 'closed') throw new AppError('verification.task-changed');
    await ctx.sql.query(
      `update verification.task set state = 'closed', ending = 'withdrawn', without_visit = true, decided_by = $3, decided_by_name = $4,
         decided_at = $5, sealed_theirs = null, version = version + 1 where bucket = $1 and id = $2`,
      [row.bucket, row.id, ctx.actor.accountId, ctx.actor.display, ctx.now()],
    );
    return { done: true as const };
  },
});

/** Only what she names is compared. */
function wishedFields(ours: Side, theirs: Side) {
  const compared = compareSides(ours, theirs);
  return Object.fromEntries(
    wishable.flatMap((field) => {
      if (theirs[field] === undefined) return [];
      // An address in her words has no code to compare by.
      const level =
        field === 'address' ? 'different' : compared[field] === 'missing' ? 'different' : compared[field];
      return [[field, level]];
    }),
  );
}

function ownId({ actor }: Context): string {
  if (actor.patientId === undefined || !actor.roles.includes('citizen')) throw new AppError('access.denied');
  return actor.patientId;
}

async function ownSide(ctx: Context, patientId: string): Promise<Side> {
  const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
  return sideOfPatient(patient, 'population', dayInVietnam(ctx.now()));
}
