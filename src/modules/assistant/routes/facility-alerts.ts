import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { notify } from '#modules/messages/notify.ts';
import { answerFacilityAlert, readFacilityAlerts } from '../api.ts';
import { isToBeSilenced } from '../domain/quality.ts';
import { findRule } from '../domain/rules.ts';
import { alertColumns, sealAnswer, type AlertRow } from '../store/alert-rows.ts';
import { changeRule, readAnswers, readStates } from '../store/rule-states.ts';
import { ownLink } from '../watch/tell.ts';
import { facilityOf, visiblePatients } from '../who.ts';
import { cursorAfter, readCursor, showAlerts } from './show-alerts.ts';

const pageSize = 20;

export const readFacilityAlertsRoute = defineRoute({
  ...readFacilityAlerts,
  allow: 'assistant.answer',
  handle: async (ctx, { state, cursor }) => {
    const isOpen = state === 'open';
    const [at, id] = readCursor(cursor) ?? [new Date(isOpen ? 0 : '9999-12-31T00:00:00Z'), ''];
    const rows = await ctx.sql.query<AlertRow>(
      isOpen
        ? `select ${alertColumns} from assistant.alert where facility_id = $1 and asks = 'facility' and state = 'open'
             and (due_at, id) > ($2, $3) order by due_at, id limit $4`
        : `select ${alertColumns} from assistant.alert where facility_id = $1 and asks = 'facility' and state <> 'open'
             and (closed_at, id) < ($2, $3) order by closed_at desc, id desc limit $4`,
      [facilityOf(ctx), at, id, pageSize + 1],
    );
    const shown = rows.slice(0, pageSize);
    // As the reader herself: of whom she may not see, for she closed her record, there is no line.
    const patients = await visiblePatients(
      ctx,
      shown.map(({ patient_id: whose }) => whose),
    );
    const last = shown.at(-1);
    return {
      alerts: await showAlerts(ctx, shown, patients, 'facility'),
      ...(rows.length > pageSize &&
        last !== undefined && { next: cursorAfter(isOpen ? last.due_at : last.closed_at, last) }),
    };
  },
});

export const answerFacilityAlertRoute = defineRoute({
  ...answerFacilityAlert,
  allow: 'assistant.answer',
  handle: async (ctx, { patientId, id, answer, words }) => {
    const facility = facilityOf(ctx);
    const patients = await visiblePatients(ctx, [patientId]);
    if (!patients.has(patientId)) throw new AppError('record.not-found');
    const [row] = await ctx.sql.query<AlertRow>(
      `update assistant.alert set state = 'answered', answer = $5, closed_at = $6, answered_by = $7, answered_by_name = $8, sealed_answer = $9
       where bucket = $1 and id = $2 and patient_id = $3 and facility_id = $4 and state = 'open' and asks = 'facility'
       returning ${alertColumns}`,
      [
        personBucket(patientId),
        id,
        patientId,
        facility,
        answer,
        ctx.now(),
        ctx.actor.accountId,
        ctx.actor.display,
        sealAnswer(ctx, id, words),
      ],
    );
    if (row === undefined) throw new AppError('assistant.answered');
    await tellHer(ctx, row);
    await judgeRule(ctx, row.rule);
    return { done: true as const };
  },
});

/** That an alert was of no use to the station says nothing of how she is. */
const onlyLooked = {
  vi: 'Trạm đã xem cảnh báo này. Nếu còn lo, hãy hỏi trạm.',
  en: 'The station has looked at this alert. If you are still worried, ask the station.',
};

async function tellHer(
  ctx: Context,
  { id, patient_id: patientId, rule, stage: stageId, answer }: AlertRow,
): Promise<void> {
  const stage = findRule(rule)?.stages.find((one) => one.id === stageId);
  if (stage === undefined) return;
  await notify(ctx, {
    patientId,
    kind: 'reading',
    key: `assistant ${id} answered`,
    title: { vi: `Trạm đã trả lời: ${stage.title.vi}`, en: `The station has answered: ${stage.title.en}` },
    words:
      answer === 'not-useful' ? onlyLooked : { vi: 'Mở để đọc câu trả lời.', en: 'Open to read the answer.' },
    link: ownLink,
  });
}

/**
 * A rule that too few find useful, in several facilities, is silenced by the answer that showed it; one that is urgent is only marked, for whoever
 * keeps the rules to judge.
 */
async function judgeRule(ctx: Context, code: string): Promise<void> {
  const rule = findRule(code);
  const state = (await readStates(ctx)).get(code);
  if (rule === undefined || rule.urgent || state?.silencedAt !== undefined) return;
  const answers = await readAnswers(ctx, code, state);
  if (!isToBeSilenced(rule, answers)) return;
  const useful = answers.reduce((sum, one) => sum + one.useful, 0);
  const notUseful = answers.reduce((sum, one) => sum + one.notUseful, 0);
  await changeRule(
    ctx.as({ ...ctx.actor, accountId: 'sen', display: 'Sen' }),
    code,
    'silenced',
    `${useful}/${useful + notUseful} < ${rule.leastPrecision * 100} % (${answers.length})`,
  );
}
