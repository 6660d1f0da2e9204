import type { Communication } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { ShownNotice } from '../api.ts';
import type { DeskConversation, OwnConversation, ShownLine } from '../domain/doctor-contract.ts';
import { makeFamily, type Family } from './a-family.ts';
import { ask } from './ask.ts';

// One story, told in its order.
describe('a mother and her doctor', { shuffle: false }, () => {
  let sen: TestPlatform;
  let family: Family;
  let [hoa, ty, bay, lan, minh]: CallAs[] = [];
  let now = new Date('2026-11-23T03:00:00Z');

  beforeAll(async () => {
    sen = await startPlatform({ now: () => now });
    family = await makeFamily(sen);
    [hoa, ty, bay] = [await sen.as('hoa'), await sen.as('ty'), await sen.as('bay')];
    [lan, minh] = [await sen.as('bs.lan'), await sen.as('bs.minh')];
  }, 120_000);
  afterAll(() => sen.stop());

  const write = (call: CallAs | undefined, key: string, patientId: string, more: object = {}) =>
    ask<{ conversation: OwnConversation; code?: string }>(call!, 'POST', '/api/messages/doctor/lines', {
      key,
      patientId,
      words: 'Cháu sốt 38,5 từ tối qua, có cần đến trạm không ạ?',
      ...more,
    });
  const desk = async (call: CallAs | undefined, state = 'open'): Promise<DeskConversation[]> =>
    (await ask<{ conversations: DeskConversation[] }>(call!, 'GET', `/api/messages/desk?state=${state}`)).body
      .conversations;
  const readOwn = (call: CallAs | undefined, id: string) =>
    ask<{ conversation: OwnConversation; lines: ShownLine[]; mayWrite: boolean }>(
      call!,
      'GET',
      `/api/messages/doctor/conversations/${id}`,
    );

  it('she hears by when before she writes; sent three times it is stored once, restricted, in the record', async () => {
    const writers = await ask(hoa!, 'GET', '/api/messages/doctor/people');
    expect(writers.body).toMatchObject({
      people: [
        { id: family.hoa, isSelf: true, facility: 'Trạm Y tế phường Sen' },
        { id: family.na, isSelf: false, facility: 'Trạm Y tế phường Sen' },
      ],
      expectedBy: '2026-11-25',
      workingDays: 2,
    });
    const sent = await Promise.all([1, 2, 3].map(() => write(hoa, 'fever-of-na', family.na)));
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200]);
    const ids = new Set(sent.map(({ body }) => body.conversation.id));
    expect(ids.size).toBe(1);
    const [id = ''] = ids;
    const { body } = await readOwn(hoa, id);
    expect(body).toMatchObject({
      conversation: { state: 'open', dueOn: '2026-11-25', about: 'Trần Bé Na', isLate: false },
      lines: [{ side: 'person', words: 'Cháu sốt 38,5 từ tối qua, có cần đến trạm không ạ?' }],
      mayWrite: true,
    });
    const { matches } = await sen.context().record.search('Communication', `patient=${family.na}`);
    expect(matches).toHaveLength(1);
    const kept = JSON.parse(matches[0]!.text) as Communication;
    expect(kept.meta?.security?.[0]?.code).toBe('R');
    expect(kept.sender?.reference).toMatch(/^RelatedPerson\//u);
    expect(kept.recipient?.[0]?.reference).toBe(`Organization/${family.station}`);
  });

  it('who asked first is due first; the doctor answers once however often she presses; the mother is told', async () => {
    now = new Date('2026-11-23T04:00:00Z');
    await write(hoa, 'own-question', family.hoa, { words: 'Thuốc huyết áp uống sáng hay tối ạ?' });
    const waiting = await desk(lan);
    expect(waiting.map(({ person }) => person.name)).toEqual(['Trần Bé Na', 'Nguyễn Thị Hoa']);
    expect(await desk(minh)).toEqual([]);
    const [{ id } = { id: '' }] = waiting;
    expect((await ask(minh!, 'GET', `/api/messages/desk/${id}`)).status).toBe(404);
    const answer = () =>
      ask<{ conversation: DeskConversation }>(lan!, 'POST', `/api/messages/desk/${id}/answer`, {
        key: 'answer-of-lan',
        words: 'Chị cho cháu uống đủ nước và đưa cháu ra trạm sáng nay nhé.',
      });
    expect((await answer()).body.conversation.state).toBe('answered');
    expect((await answer()).status).toBe(200);
    const { lines } = (await readOwn(hoa, id)).body;
    expect(lines.map(({ side, by }) => [side, by])).toEqual([
      ['person', 'Nguyễn Thị Hoa'],
      ['desk', 'BS Trần Thị Lan'],
    ]);
    const { notices } = (await ask<{ notices: ShownNotice[] }>(hoa!, 'GET', '/api/messages/notices')).body;
    expect(notices.filter(({ kind }) => kind === 'message')).toMatchObject([
      { link: `/doctor/${id}`, about: 'Trần Bé Na', title: { en: 'BS Trần Thị Lan has answered you' } },
    ]);
    expect((await desk(lan)).map(({ person }) => person.name)).toEqual(['Nguyễn Thị Hoa']);
    expect((await desk(lan, 'settled')).map((one) => one.id)).toEqual([id]);
  });

  it('when the day is over it is late; a word of thanks needs no answer', async () => {
    now = new Date('2026-11-25T17:00:00Z');
    [hoa, lan] = [await sen.as('hoa'), await sen.as('bs.lan')];
    const [{ id, isLate } = { id: '', isLate: false }] = await desk(lan);
    expect(isLate).toBe(true);
    expect((await readOwn(hoa, id)).body.conversation.isLate).toBe(true);
    // Asking again does not put the day off.
    await write(hoa, 'once-more-please', family.hoa, {
      conversationId: id,
      words: 'Bác sĩ xem giúp em với ạ.',
    });
    expect((await desk(lan))[0]).toMatchObject({ id, isLate: true, dueOn: '2026-11-25' });
    await ask(lan!, 'POST', `/api/messages/desk/${id}/answer`, {
      key: 'answer-2-lan',
      words: 'Uống sáng nhé.',
    });
    await write(hoa, 'thanks-to-lan', family.hoa, { conversationId: id, words: 'Em cảm ơn ạ' });
    expect((await desk(lan))[0]).toMatchObject({ id, isLate: false, last: 'Em cảm ơn ạ' });
    await ask(lan!, 'POST', `/api/messages/desk/${id}/close`, {});
    await ask(lan!, 'POST', `/api/messages/desk/${id}/close`, {});
    expect(await desk(lan)).toEqual([]);
    expect((await readOwn(hoa, id)).body.conversation.state).toBe('closed');
  });

  it('nobody writes or reads for others: not a mother for a boy of sixteen, not a neighbour, not a doctor', async () => {
    expect((await write(hoa, 'for-her-son-16', family.ty)).status).toBe(403);
    const his = await write(ty, 'own-of-the-boy', family.ty, { words: 'Em muốn hỏi riêng bác sĩ.' });
    expect(his.status).toBe(200);
    const { id } = his.body.conversation;
    for (const call of [hoa, bay]) expect((await readOwn(call, id)).status).toBe(404);
    expect((await readOwn(lan, id)).status).toBe(403);
    expect((await write(bay, 'into-anothers-1', family.neighbour, { conversationId: id })).status).toBe(422);
    expect((await write(hoa, 'into-anothers-2', family.hoa, { conversationId: id })).status).toBe(404);
    // The record does not tell the mother either.
    const seen = await hoa!(`/fhir/Communication?patient=${family.ty}`);
    expect(await seen.text()).not.toContain('hỏi riêng');
  });

  it('who is in nobody’s charge is told so, and a Communication that others wrote stands in no inbox', async () => {
    const refused = await write(bay, 'nobody-in-charge', family.neighbour);
    expect([refused.status, refused.body.code]).toEqual([422, 'messages.no-facility']);
    const before = JSON.stringify(await desk(lan));
    await sen.context().record.create({
      resourceType: 'Communication',
      status: 'completed',
      meta: { tag: [{ system: 'urn:sen:messages', code: 'to-facility' }] },
      subject: { reference: `Patient/${family.neighbour}` },
      recipient: [{ reference: `Organization/${family.station}` }],
      payload: [{ contentString: 'giả' }],
    });
    expect(JSON.stringify(await desk(lan))).toBe(before);
  });

  it('who cares for an adult writes nothing in her name and reads nothing of what she writes', async () => {
    const { record } = sen.context();
    const { id: grandmother } = await record.create({
      resourceType: 'Patient',
      active: true,
      name: [{ text: 'Bà Ngoại' }],
      birthDate: '1945-01-01',
      managingOrganization: { reference: `Organization/${family.station}` },
    });
    const code = { system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'HPOWATT' };
    await record.create({
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: `Patient/${grandmother}` },
      identifier: [{ system: 'urn:sen:patient', value: family.hoa }],
      relationship: [{ coding: [code] }],
      period: { start: '2026-01-01', end: '2027-12-31' },
    });
    const { body } = await ask<{ people: { id: string }[] }>(hoa!, 'GET', '/api/messages/doctor/people');
    expect(body.people.map(({ id }) => id)).not.toContain(grandmother);
    expect((await write(hoa, 'for-grandmother', grandmother)).status).toBe(403);
  });

  it('ten questions wait at a time; what is closed makes room, and she is told', async () => {
    const open: string[] = [];
    for (let at = 0; at < 11; at += 1) {
      const answer = await write(hoa, `question-number-${at}`, family.na);
      if (answer.status !== 200) {
        expect(answer.body.code).toBe('messages.many-open');
        break;
      }
      open.push(answer.body.conversation.id);
    }
    const waiting = (await desk(lan)).filter(({ id }) => open.includes(id));
    expect(open.length).toBeLessThan(11);
    expect(waiting).toHaveLength(open.length);
    expect((await ask(lan!, 'POST', `/api/messages/desk/${open[0]!}/close`, {})).status).toBe(200);
    expect((await write(hoa, 'question-after-one-closed', family.na)).status).toBe(200);
    const { body } = await ask<{ notices: ShownNotice[] }>(hoa!, 'GET', '/api/messages/notices');
    expect(body.notices.map(({ title }) => title.vi)).toContain('Cơ sở đã đọc thư của bạn');
  });

  it('when another facility takes her in charge, she begins anew', async () => {
    const { hospital } = await sen.people();
    const first = await write(hoa, 'before-she-moved', family.hoa);
    const { record } = sen.context();
    const patient = JSON.parse((await record.read('Patient', family.hoa)).text) as object;
    await record.update({
      ...patient,
      resourceType: 'Patient',
      managingOrganization: { reference: `Organization/${hospital}` },
    });
    const { id } = first.body.conversation;
    expect((await readOwn(hoa, id)).body.mayWrite).toBe(false);
    expect((await write(hoa, 'on-in-the-old-one', family.hoa, { conversationId: id })).status).toBe(409);
    expect((await write(hoa, 'anew-at-hospital', family.hoa)).body.conversation.facility).toBe(
      'Bệnh viện Đa khoa Sen',
    );
  });
});
