import type { Task } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { demandLine, facilityOf } from '../corrections/line.ts';
import { keepRequest, readRequest, requestsIn } from '../corrections/request.ts';
import {
  askCorrection,
  readCorrections,
  readLine,
  withdrawCorrection,
  type ShownCorrection,
} from '../domain/corrections-contract.ts';
import { atDesk, demandOwn } from '../desk.ts';
import { fieldsOf, readProposed, titleOf } from '../domain/correction/fields.ts';
import { correctionCode, correctionOf, openStatuses, taskOf } from '../domain/correction/task.ts';
import { ownMark } from '../domain/own-mark.ts';
import { existing } from '../existing.ts';
import { nameGiverOf } from '../name-giver.ts';

const pageSize = 20;
const tag = `${ownMark.system}|${correctionCode}`;

export const readLineRoute = defineRoute({
  ...readLine,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, type, id }) => {
    const { patient } = await demandOwn(ctx, patientId);
    const { line } = await demandLine(ctx, patientId, type, id);
    const facility = await facilityOf(ctx, line, patient);
    return {
      title: titleOf(line),
      facility: facility.display ?? '',
      fields: fieldsOf(line),
      isAsked: (await openOn(ctx, patientId, `${type}/${id}`)) !== undefined,
    };
  },
});

export const askCorrectionRoute = defineRoute({
  ...askCorrection,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, id, type, lineId, field, proposed, words }) => {
    const person = await demandOwn(ctx, patientId);
    const nameOf = await nameGiverOf(ctx, patientId);
    const taskId = nameOf('correction', id);
    if ((await existing(ctx, 'Task', [taskId])).has(taskId))
      return { correction: await shownById(ctx, taskId) };
    const { line, version } = await demandLine(ctx, patientId, type, lineId);
    const known = fieldsOf(line).find((one) => one.field === field);
    const value = readProposed(field, proposed, dayInVietnam(ctx.now()));
    if (known === undefined || value === undefined) throw new AppError('own-data.value-shape');
    // One line is asked about once at a time: a second request would be answered beside the first.
    const open = await openOn(ctx, patientId, `${type}/${lineId}`);
    if (open !== undefined) return { correction: shown(ctx, open) };
    const owner = await facilityOf(ctx, line, person.patient);
    const asked = {
      line: `${type}/${lineId}`,
      version,
      title: titleOf(line),
      field,
      was: known.now,
      unit: known.unit,
      proposed: value,
      words,
    };
    const task = taskOf(taskId, asked, owner, person, ctx.now());
    await keepRequest(ctx, patientId, task);
    return { correction: shown(ctx, task) };
  },
});

export const readCorrectionsRoute = defineRoute({
  ...readCorrections,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, cursor }) => {
    await demandOwn(ctx, patientId);
    const query = new URLSearchParams({
      patient: patientId,
      _tag: tag,
      _sort: '-authored-on',
      _count: String(pageSize),
      ...(cursor !== undefined && { _cursor: cursor }),
    });
    const page = await atDesk(ctx).record.search('Task', query.toString());
    return {
      corrections: (await requestsIn(ctx, page)).map((task) => shown(ctx, task)),
      ...(page.next !== undefined && { next: page.next }),
    };
  },
});

export const withdrawCorrectionRoute = defineRoute({
  ...withdrawCorrection,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, id }) => {
    await demandOwn(ctx, patientId);
    const task = await readRequest(ctx, id);
    if (task.for?.reference !== `Patient/${patientId}`) throw new AppError('record.not-found');
    if (task.status === 'cancelled') return { correction: shown(ctx, task) };
    if (!isOpen(task)) throw new AppError('own-data.answered');
    const ended: Task = { ...task, status: 'cancelled', lastModified: ctx.now().toISOString() };
    await atDesk(ctx).record.update(ended, { ifMatch: `W/"${task.meta?.versionId ?? ''}"` });
    return { correction: shown(ctx, ended) };
  },
});

export const isOpen = ({ status }: Task): boolean => openStatuses.some((one) => one === status);

async function openOn(ctx: Context, patientId: string, line: string): Promise<Task | undefined> {
  const query = new URLSearchParams({
    patient: patientId,
    _tag: tag,
    focus: line,
    status: openStatuses.join(','),
  });
  return (await requestsIn(ctx, await atDesk(ctx).record.search('Task', query.toString())))[0];
}

async function shownById(ctx: Context, id: string): Promise<ShownCorrection> {
  return shown(ctx, await readRequest(ctx, id));
}

function shown(ctx: Context, task: Task): ShownCorrection {
  return { ...correctionOf(task, ctx.now()), facility: task.owner?.display ?? '' };
}
