import type { Task } from '@medplum/fhirtypes';
import { clockOf } from '#kernel/vietnam/law-clock.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { ownMark } from '../own-mark.ts';
import type { Author, Named } from '../observation-of.ts';
import { correctionFields, type CorrectionField } from './fields.ts';

/** How a request stands. */
export type CorrectionState = 'asked' | 'received' | 'accepted' | 'refused' | 'withdrawn';

/** What is asked of a line. */
export interface Asked {
  /** 'Observation/<id>' */
  readonly line: string;
  readonly version: string;
  readonly title: string;
  readonly field: CorrectionField;
  readonly was: string;
  readonly unit?: string | undefined;
  readonly proposed: string;
  readonly words: string;
}

const states: Readonly<Record<string, CorrectionState>> = {
  requested: 'asked',
  received: 'received',
  completed: 'accepted',
  rejected: 'refused',
  cancelled: 'withdrawn',
};
/** Statuses of the requests that wait for their answer. */
export const openStatuses = ['requested', 'received'] as const;
/** Marks the requests among all tasks. */
export const correctionCode = 'correction';

/** A request of a person to the facility that wrote a line, with the day by which the law wants it done. */
export function taskOf(id: string, asked: Asked, owner: Named, author: Author, now: Date): Task {
  const at = now.toISOString();
  const text = (name: string, valueString: string) => ({ type: { text: name }, valueString });
  return {
    resourceType: 'Task',
    id,
    meta: { tag: [{ system: ownMark.system, code: correctionCode }] },
    status: 'requested',
    intent: 'proposal',
    code: { coding: [{ system: ownMark.system, code: correctionCode }], text: 'Đề nghị đính chính' },
    focus: { reference: asked.line },
    for: { reference: `Patient/${author.patientId}` },
    authoredOn: at,
    lastModified: at,
    requester: author.who,
    owner,
    restriction: { period: { end: clockOf(now).doneBy } },
    input: [
      text('field', asked.field),
      text('title', asked.title || asked.line),
      text('version', asked.version),
      ...(asked.was === '' ? [] : [text('was', asked.was)]),
      ...(asked.unit === undefined ? [] : [text('unit', asked.unit)]),
      ...(asked.proposed === '' ? [] : [text('proposed', asked.proposed)]),
      text('words', asked.words),
    ],
  };
}

/** A request as it is read. */
export interface Correction extends Asked {
  readonly id: string;
  readonly state: CorrectionState;
  readonly askedAt: string;
  /** The last days of the law's clock. */
  readonly receiveBy: string;
  readonly doneBy: string;
  readonly isExtended: boolean;
  /** Past its day and without an answer. */
  readonly isLate: boolean;
  readonly answeredAt?: string;
  /** The facility's words: why it refused, what it corrected, why it puts off. */
  readonly answer?: string;
  readonly putOff?: string;
  /** What the facility wrote, where it accepted. */
  readonly written?: string;
}

/** Reads a request; `now` tells what is late. */
export function correctionOf(task: Task, now: Date): Correction {
  const input = (name: string): string =>
    task.input?.find(({ type }) => type.text === name)?.valueString ?? '';
  const output = (name: string): string | undefined =>
    task.output?.find(({ type }) => type.text === name)?.valueString;
  const state = states[task.status ?? ''] ?? 'asked';
  const askedAt = task.authoredOn ?? '';
  const clock = clockOf(new Date(askedAt));
  const doneBy = task.restriction?.period?.end ?? clock.doneBy;
  const isOpen = state === 'asked' || state === 'received';
  const unit = input('unit');
  const answer = task.statusReason?.text;
  const putOff = output('put-off');
  const written = output('written');
  return {
    id: task.id ?? '',
    line: task.focus?.reference ?? '',
    version: input('version'),
    title: input('title'),
    field: correctionFields.find((one) => one === input('field')) ?? 'words',
    was: input('was'),
    ...(unit !== '' && { unit }),
    proposed: input('proposed'),
    words: input('words'),
    state,
    askedAt,
    receiveBy: clock.acknowledgeBy,
    doneBy,
    isExtended: putOff !== undefined,
    isLate:
      isOpen &&
      (doneBy < dayInVietnam(now) || (state === 'asked' && clock.acknowledgeBy < dayInVietnam(now))),
    ...(!isOpen && task.lastModified !== undefined && { answeredAt: task.lastModified }),
    ...(answer !== undefined && { answer }),
    ...(putOff !== undefined && { putOff }),
    ...(written !== undefined && { written }),
  };
}

/** The request as the facility has seen it. */
export function received(task: Task, now: Date): Task {
  return { ...task, status: 'received', lastModified: now.toISOString() };
}

/** Put off once, to the last day that the law allows, with the reason that the person reads. */
export function extended(task: Task, words: string, now: Date): Task {
  return {
    ...received(task, now),
    restriction: { period: { end: clockOf(new Date(task.authoredOn ?? now)).extendedBy } },
    output: [...(task.output ?? []), { type: { text: 'put-off' }, valueString: words }],
  };
}

/** Answered: what was written, or why nothing was. */
export function answered(
  task: Task,
  answer: { readonly decision: 'accept' | 'refuse'; readonly words: string; readonly written?: string },
  now: Date,
): Task {
  return {
    ...task,
    status: answer.decision === 'accept' ? 'completed' : 'rejected',
    statusReason: { text: answer.words },
    lastModified: now.toISOString(),
    ...(answer.written !== undefined && {
      output: [...(task.output ?? []), { type: { text: 'written' }, valueString: answer.written }],
    }),
  };
}
