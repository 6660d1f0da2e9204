import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { answerOwnAlert, readOwnAlerts } from '../api.ts';
import { findRule } from '../domain/rules.ts';
import { alertColumns, type AlertRow } from '../store/alert-rows.ts';
import { ownPeople } from '../who.ts';
import { cursorAfter, readCursor, showAlerts } from './show-alerts.ts';

const pageSize = 20;

export const readOwnAlertsRoute = defineRoute({
  ...readOwnAlerts,
  allow: 'assistant.own',
  handle: async (ctx, { state, cursor }) => {
    const people = await ownPeople(ctx);
    const ids = [...people.keys()];
    const time = state === 'open' ? 'opened_at' : 'closed_at';
    const [at, id] = readCursor(cursor) ?? [new Date('9999-12-31T00:00:00Z'), ''];
    const rows = await ctx.sql.query<AlertRow>(
      `select ${alertColumns} from assistant.alert
       where bucket = any ($1::int[]) and patient_id = any ($2::text[]) and state ${state === 'open' ? '=' : '<>'} 'open'
         and (${time}, id) < ($3, $4) order by ${time} desc, id desc limit $5`,
      [[...new Set(ids.map(personBucket))], ids, at, id, pageSize + 1],
    );
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1);
    return {
      alerts: await showAlerts(ctx, shown, people, 'person'),
      ...(rows.length > pageSize &&
        last !== undefined && {
          next: cursorAfter(state === 'open' ? last.opened_at : last.closed_at, last),
        }),
    };
  },
});

/** Her word alone would keep the station from ever hearing of it: only a number ends such a step. */
const isAskedToMeasure = ({ rule, stage }: Pick<AlertRow, 'rule' | 'stage'>): boolean =>
  findRule(rule)?.stages.find(({ id }) => id === stage)?.asks === 'person';

export const answerOwnAlertRoute = defineRoute({
  ...answerOwnAlert,
  allow: 'assistant.own',
  handle: async (ctx, { patientId, id, answer }) => {
    if (!(await ownPeople(ctx, patientId)).has(patientId)) throw new AppError('record.not-found');
    const at = [personBucket(patientId), id, patientId] as const;
    const [open] = await ctx.sql.query<Pick<AlertRow, 'rule' | 'stage' | 'urgent'>>(
      `select rule, stage, urgent from assistant.alert
       where bucket = $1 and id = $2 and patient_id = $3 and state = 'open' and asks = 'person'`,
      at,
    );
    if (open === undefined) throw new AppError('assistant.answered');
    if (open.urgent && (answer === 'measured' || isAskedToMeasure(open)))
      throw new AppError('assistant.measure-again');
    const answered = await ctx.sql.query(
      `update assistant.alert set state = 'answered', answer = $4, closed_at = $5, answered_by = $6, answered_by_name = $7
       where bucket = $1 and id = $2 and patient_id = $3 and state = 'open' and asks = 'person' and stage = $8 returning 1`,
      [...at, answer, ctx.now(), ctx.actor.accountId, ctx.actor.display, open.stage],
    );
    if (answered.length === 0) throw new AppError('assistant.answered');
    return { done: true as const };
  },
});
