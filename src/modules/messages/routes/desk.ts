import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { parseCursor } from '#platform/module/page-cursor.ts';
import { beginningOf, communicationOf } from '../domain/communication.ts';
import {
  answerPerson,
  closeConversation,
  readDesk,
  readDeskConversation,
  type DeskConversation,
} from '../domain/doctor-contract.ts';
import { facilityNames, headsOf, pageOf, saidOf } from '../doctor/show.ts';
import {
  addLine,
  namedId,
  readConversationRow,
  settleConversation,
  settledAt,
  waitingAt,
  type Conversation,
} from '../doctor/store.ts';
import { notify } from '../notify.ts';
import { asSen, nameOf } from '../people.ts';

const pageSize = 20;

export const readDeskRoute = defineRoute({
  ...readDesk,
  allow: 'messages.answer',
  handle: async (ctx, { state, cursor }) => {
    const read = state === 'open' ? waitingAt : settledAt;
    const rows = await read(ctx, facilityId(ctx), parseCursor(cursor), pageSize + 1);
    const { page, next } = pageOf(rows, pageSize, (row) => (state === 'open' ? row.asked_at : row.last_at));
    return { conversations: await shown(ctx, page), ...(next !== undefined && { next }) };
  },
});

export const readDeskConversationRoute = defineRoute({
  ...readDeskConversation,
  allow: 'messages.answer',
  handle: async (ctx, { id, cursor }) => {
    const row = await ownConversation(ctx, id);
    return { conversation: await one(ctx, row), ...(await saidOf(ctx, row, cursor)) };
  },
});

export const answerPersonRoute = defineRoute({
  ...answerPerson,
  allow: 'messages.answer',
  handle: async (ctx, { id, key, words }) => {
    const row = await ownConversation(ctx, id, true);
    const { patient_id: patientId, facility_id: facility, bucket } = row;
    const { accountId, practitionerId, display } = ctx.actor;
    const lineId = namedId(bucket, 'answer', accountId, id, key);
    if (!(await addLine(ctx, { id: lineId, conversationId: id, patientId, side: 'desk' })))
      return { conversation: await one(ctx, row) };
    await asSen(ctx).record.update(
      communicationOf({
        id: lineId,
        conversationId: id,
        patientId,
        facilityId: facility,
        side: 'desk',
        sender: practitionerId === undefined ? undefined : `Practitioner/${practitionerId}`,
        by: display,
        at: ctx.now(),
        words,
      }),
    );
    const settled = await settleConversation(ctx, row, { state: 'answered', lineId });
    const from = (await facilityNames(ctx, [facility])).get(facility) ?? '';
    await notify(ctx, {
      patientId,
      kind: 'message',
      key: `answer ${lineId}`,
      title: { vi: `${display} đã trả lời bạn`, en: `${display} has answered you` },
      words: { vi: `${from}: ${beginningOf(words)}`, en: `${from}: ${beginningOf(words)}` },
      link: `/doctor/${id}`,
    });
    return { conversation: await one(ctx, settled) };
  },
});

export const closeConversationRoute = defineRoute({
  ...closeConversation,
  allow: 'messages.answer',
  handle: async (ctx, { id }) => {
    const row = await ownConversation(ctx, id, true);
    if (row.state !== 'open') return { conversation: await one(ctx, row) };
    const settled = await settleConversation(ctx, row, { state: 'closed' });
    const from = (await facilityNames(ctx, [row.facility_id])).get(row.facility_id) ?? '';
    await notify(ctx, {
      patientId: row.patient_id,
      kind: 'message',
      // Once for each line that was closed.
      key: `closed ${id} ${row.last_line}`,
      title: { vi: 'Cơ sở đã đọc thư của bạn', en: 'The facility has read your message' },
      words: {
        vi: `${from} đã đọc và không trả lời thêm. Nếu còn điều muốn hỏi, bạn viết tiếp ở đây.`,
        en: `${from} has read it and gives no further answer. If something is left to ask, write on here.`,
      },
      link: `/doctor/${id}`,
    });
    return { conversation: await one(ctx, settled) };
  },
});

/** The facility for which the actor works. Error: access.denied where it is none. */
function facilityId({ actor }: Context): string {
  if (actor.facilityId === undefined) throw new AppError('access.denied');
  return actor.facilityId;
}

/** A conversation with the actor's own facility; any other is not there. Error: record.not-found. */
async function ownConversation(ctx: Context, id: string, lock = false): Promise<Conversation> {
  const row = await readConversationRow(ctx, id, lock);
  if (row.facility_id !== facilityId(ctx)) throw new AppError('record.not-found');
  return row;
}

async function one(ctx: Context, row: Conversation): Promise<DeskConversation> {
  return (await shown(ctx, [row]))[0]!;
}

async function shown(ctx: Context, rows: readonly Conversation[]): Promise<DeskConversation[]> {
  const ids = [...new Set(rows.map(({ patient_id }) => patient_id))];
  const people = new Map<string, Patient>();
  if (ids.length > 0) {
    const page = await asSen(ctx).record.search('Patient', `_id=${ids.join(',')}&_count=${ids.length}`);
    for (const { id, text } of page.matches) people.set(id, JSON.parse(text) as Patient);
  }
  const heads = await headsOf(ctx, rows);
  return heads.map((head, nth) => {
    const id = rows[nth]!.patient_id;
    const patient = people.get(id);
    return {
      ...head,
      person: {
        id,
        name: patient === undefined ? '' : nameOf(patient),
        ...(patient?.birthDate !== undefined && { birthDate: patient.birthDate }),
      },
    };
  });
}
