import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { parseCursor } from '#platform/module/page-cursor.ts';
import { facilityInCharge } from '#platform/record/facility-in-charge.ts';
import { personBucket } from '#platform/record/place.ts';
import { communicationOf } from '../domain/communication.ts';
import {
  readConversation,
  readConversations,
  readWriters,
  writeToDoctor,
  type OwnConversation,
} from '../domain/doctor-contract.ts';
import { answerWorkingDays, expectedBy } from '../domain/expected-answer.ts';
import { facilityNames, headsOf, pageOf, saidOf } from '../doctor/show.ts';
import {
  addLine,
  conversationsOf,
  namedId,
  countOpen,
  openConversation,
  readConversationRow,
  type Conversation,
} from '../doctor/store.ts';
import { asSen, nameOf, ownPeople, type Reached } from '../people.ts';

const pageSize = 20;
/** Questions of one person that wait at a time: more would bury those of the others. Own rule, verify. */
const mostOpen = 10;

/** Herself and her children until 15: who is older writes by herself, and who cares for an adult writes nothing in her name. */
async function writers(ctx: Context): Promise<Reached[]> {
  const people = await ownPeople(ctx);
  return people.filter(
    ({ tie, patient }) =>
      (tie === 'self' || tie === 'child') &&
      patient.deceasedBoolean !== true &&
      patient.deceasedDateTime === undefined,
  );
}

export const readWritersRoute = defineRoute({
  ...readWriters,
  allow: 'messages.own',
  handle: async (ctx) => {
    const people = await writers(ctx);
    const ids = people.flatMap(({ patient }) => facilityInCharge(patient) ?? []);
    const names = await facilityNames(ctx, ids);
    return {
      people: people.map(({ patientId, patient, tie }) => {
        const facility = names.get(facilityInCharge(patient) ?? '');
        return {
          id: patientId,
          name: nameOf(patient),
          isSelf: tie === 'self',
          ...(facility !== undefined && { facility }),
        };
      }),
      expectedBy: expectedBy(ctx.now()),
      workingDays: answerWorkingDays,
    };
  },
});

export const readConversationsRoute = defineRoute({
  ...readConversations,
  allow: 'messages.own',
  handle: async (ctx, { cursor }) => {
    const people = await writers(ctx);
    const ids = people.map(({ patientId }) => patientId);
    const rows = await conversationsOf(ctx, ids, parseCursor(cursor), pageSize + 1);
    const { page, next } = pageOf(rows, pageSize, ({ last_at }) => last_at);
    return { conversations: await shown(ctx, people, page), ...(next !== undefined && { next }) };
  },
});

export const readConversationRoute = defineRoute({
  ...readConversation,
  allow: 'messages.own',
  handle: async (ctx, { id, cursor }) => {
    const people = await writers(ctx);
    const row = await readConversationRow(ctx, id);
    const person = people.find(({ patientId }) => patientId === row.patient_id);
    if (person === undefined) throw new AppError('record.not-found');
    const [conversation] = await shown(ctx, people, [row]);
    return {
      conversation: conversation!,
      ...(await saidOf(ctx, row, cursor)),
      mayWrite: facilityInCharge(person.patient) === row.facility_id,
    };
  },
});

export const writeToDoctorRoute = defineRoute({
  ...writeToDoctor,
  allow: 'messages.own',
  handle: async (ctx, { key, patientId, conversationId, words }) => {
    const people = await writers(ctx);
    const person = people.find((one) => one.patientId === patientId);
    if (person === undefined) throw new AppError('access.denied');
    const facilityId = facilityInCharge(person.patient);
    if (facilityId === undefined) throw new AppError('messages.no-facility');
    const { accountId, display } = ctx.actor;
    const bucket = personBucket(patientId);
    const id = conversationId ?? namedId(bucket, 'conversation', accountId, patientId, key);
    const lineId = namedId(bucket, 'line', accountId, patientId, key);
    if (conversationId !== undefined) {
      const known = await readConversationRow(ctx, conversationId, true);
      if (known.patient_id !== patientId) throw new AppError('record.not-found');
      if (known.facility_id !== facilityId) throw new AppError('messages.facility-changed');
    }
    // Whoever sends the same again waits here for the first, and then finds it.
    if (await addLine(ctx, { id: lineId, conversationId: id, patientId, side: 'person' })) {
      const sender =
        person.relatedId === undefined ? `Patient/${patientId}` : `RelatedPerson/${person.relatedId}`;
      const said = { id: lineId, conversationId: id, patientId, facilityId, sender, by: display, words };
      await asSen(ctx).record.update(communicationOf({ ...said, side: 'person', at: ctx.now() }));
      await openConversation(ctx, { id, patientId, facilityId, lineId });
      if ((await countOpen(ctx, patientId)) > mostOpen) throw new AppError('messages.many-open');
    }
    const [conversation] = await shown(ctx, people, [await readConversationRow(ctx, id)]);
    return { conversation: conversation! };
  },
});

async function shown(
  ctx: Context,
  people: readonly Reached[],
  rows: readonly Conversation[],
): Promise<OwnConversation[]> {
  const names = await facilityNames(
    ctx,
    rows.map(({ facility_id }) => facility_id),
  );
  const heads = await headsOf(ctx, rows);
  return heads.map((head, nth) => {
    const row = rows[nth]!;
    const person = people.find(({ patientId }) => patientId === row.patient_id);
    return {
      ...head,
      patientId: row.patient_id,
      facility: names.get(row.facility_id) ?? '',
      ...(person !== undefined && person.tie !== 'self' && { about: nameOf(person.patient) }),
    };
  });
}
