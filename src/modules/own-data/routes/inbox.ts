import type { Annotation, Patient, Provenance, Task } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import {
  answerCorrection,
  putOffCorrection,
  readInbox,
  receiveCorrection,
  type FacilityCorrection,
} from '../domain/corrections-contract.ts';
import { subjectOf } from '../corrections/line.ts';
import { readRequest, requestsIn } from '../corrections/request.ts';
import { tellOfAnswer } from '../corrections/tell.ts';
import { atDesk, nameOf } from '../desk.ts';
import {
  applyCorrection,
  fieldsOf,
  isInError,
  readProposed,
  type Correctable,
} from '../domain/correction/fields.ts';
import {
  answered,
  correctionCode,
  correctionOf,
  extended,
  openStatuses,
  received,
} from '../domain/correction/task.ts';
import { ownMark } from '../domain/own-mark.ts';
import { isOpen } from './corrections.ts';

const pageSize = 20;

export const readInboxRoute = defineRoute({
  ...readInbox,
  allow: 'own-data.answer',
  handle: async (ctx, { state, cursor }) => {
    const query = new URLSearchParams({
      owner: `Organization/${facilityId(ctx)}`,
      _tag: `${ownMark.system}|${correctionCode}`,
      status: state === 'open' ? openStatuses.join(',') : 'completed,rejected',
      _sort: state === 'open' ? 'authored-on' : '-modified',
      _count: String(pageSize),
      ...(cursor !== undefined && { _cursor: cursor }),
    });
    const page = await atDesk(ctx).record.search('Task', query.toString());
    const corrections: FacilityCorrection[] = [];
    for (const task of await requestsIn(ctx, page)) corrections.push(await shown(ctx, task));
    return { corrections, ...(page.next !== undefined && { next: page.next }) };
  },
});

export const receiveCorrectionRoute = defineRoute({
  ...receiveCorrection,
  allow: 'own-data.answer',
  handle: async (ctx, { id }) => {
    const task = await ownTask(ctx, id);
    if (task.status === 'received') return { correction: await shown(ctx, task) };
    if (!isOpen(task)) throw new AppError('own-data.answered');
    return { correction: await shown(ctx, await write(ctx, task, received(task, ctx.now()))) };
  },
});

export const putOffCorrectionRoute = defineRoute({
  ...putOffCorrection,
  allow: 'own-data.answer',
  handle: async (ctx, { id, words }) => {
    const task = await ownTask(ctx, id);
    if (!isOpen(task)) throw new AppError('own-data.answered');
    if (correctionOf(task, ctx.now()).isExtended) throw new AppError('own-data.extended');
    const later = await write(ctx, task, extended(task, words, ctx.now()));
    await tellOfAnswer(ctx, later, 'putOff');
    return { correction: await shown(ctx, later) };
  },
});

export const answerCorrectionRoute = defineRoute({
  ...answerCorrection,
  allow: 'own-data.answer',
  handle: async (ctx, { id, decision, value, words }) => {
    const task = await ownTask(ctx, id);
    if (!isOpen(task)) throw new AppError('own-data.answered');
    const written = decision === 'accept' ? await correctLine(ctx, task, value, words) : undefined;
    const answer = { decision, words, ...(written !== undefined && { written }) };
    const ended = await write(ctx, task, answered(task, answer, ctx.now()));
    await tellOfAnswer(ctx, ended, decision === 'accept' ? 'accepted' : 'refused');
    return { correction: await shown(ctx, ended) };
  },
});

/** The facility for which the actor works. Error: access.denied where it is none. */
function facilityId({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}

/** A request to the actor's own facility; any other is not there. Error: record.not-found. */
async function ownTask(ctx: Context, id: string): Promise<Task> {
  const task = await readRequest(ctx, id);
  if (task.owner?.reference !== `Organization/${facilityId(ctx)}`) throw new AppError('record.not-found');
  return task;
}

/** Two who answer at one moment: the second is told that somebody was before her. */
async function write(ctx: Context, before: Task, after: Task): Promise<Task> {
  const ifMatch = `W/"${before.meta?.versionId ?? ''}"`;
  return JSON.parse((await atDesk(ctx).record.update(after, { ifMatch })).text) as Task;
}

/**
 * Writes the new version of the line, and who corrected it, why, and at whose request. The request opens this one line to the one facility that
 * answers for it, also where her visit was years ago; nothing else of the record.
 */
async function correctLine(
  ctx: Context,
  task: Task,
  typed: string | undefined,
  words: string,
): Promise<string> {
  const { field, proposed, line: reference } = correctionOf(task, ctx.now());
  const value = readProposed(field, typed ?? proposed, dayInVietnam(ctx.now()));
  if (value === undefined) throw new AppError('own-data.value-shape');
  const line = await readFocus(ctx, reference);
  const at = ctx.now().toISOString();
  const note: Annotation = {
    time: at,
    authorReference: {
      reference: task.owner!.reference!,
      ...(task.owner!.display !== undefined && { display: task.owner!.display }),
    },
    text: field === 'words' ? `${value} (${words})` : words,
  };
  const corrected =
    line === undefined || isInError(line) ? undefined : applyCorrection(line, field, value, note);
  if (corrected === undefined) throw new AppError('own-data.not-correctable');
  const ifMatch = `W/"${line!.meta?.versionId ?? ''}"`;
  const stored = await atDesk(ctx).record.update(corrected, { ifMatch });
  await atDesk(ctx).record.create(
    provenanceOf(ctx, task, `${reference}/_history/${stored.versionId}`, words),
  );
  return value;
}

function provenanceOf(ctx: Context, task: Task, version: string, words: string): Provenance {
  const { practitionerId, display } = ctx.actor;
  return {
    resourceType: 'Provenance',
    target: [{ reference: version }, { reference: task.focus!.reference! }],
    recorded: ctx.now().toISOString(),
    activity: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'UPDATE' }],
      text: correctionCode,
    },
    reason: [{ text: words }],
    agent: [
      {
        who:
          practitionerId === undefined
            ? { display }
            : { reference: `Practitioner/${practitionerId}`, display },
        onBehalfOf: { reference: task.owner!.reference! },
      },
    ],
    entity: [{ role: 'revision', what: { reference: `Task/${task.id}` } }],
  };
}

async function readFocus(ctx: Context, reference: string): Promise<Correctable | undefined> {
  const [type = '', id = ''] = reference.split('/');
  try {
    return JSON.parse((await atDesk(ctx).record.read(type, id)).text) as Correctable;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'record.not-found' || error.code === 'record.gone'))
      return undefined;
    throw error;
  }
}

async function shown(ctx: Context, task: Task): Promise<FacilityCorrection> {
  const correction = correctionOf(task, ctx.now());
  const line = await readFocus(ctx, correction.line);
  const now =
    line === undefined || isInError(line)
      ? undefined
      : fieldsOf(line).find(({ field }) => field === correction.field)?.now;
  // Whose the line is now, for records are joined and taken apart.
  const whose = (line === undefined ? undefined : subjectOf(line)) ?? task.for!.reference!;
  const patientId = whose.replace(/^Patient\//u, '');
  const patient = JSON.parse((await atDesk(ctx).record.read('Patient', patientId)).text) as Patient;
  return {
    ...correction,
    facility: task.owner?.display ?? '',
    person: {
      id: patientId,
      name: nameOf(patient),
      ...(patient.birthDate !== undefined && { birthDate: patient.birthDate }),
    },
    ...(now !== undefined && { now }),
  };
}
