import type { Observation, Provenance, Task } from '@medplum/fhirtypes';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { ask } from './ask.ts';

let sen: TestPlatform;
let hoa: CallAs;
let lan: CallAs;
let minh: CallAs;
let hoaId: string;
const now = new Date('2026-11-23T03:00:00Z');

beforeAll(async () => {
  sen = await startPlatform({ now: () => now });
  hoaId = (await sen.people()).hoa.patientId;
  [hoa, lan, minh] = [await sen.as('hoa'), await sen.as('bs.lan'), await sen.as('bs.minh')];
}, 120_000);
afterAll(() => sen.stop());

describe('a correction', () => {
  let lineId: string;
  const line = async (more: object = {}): Promise<string> => {
    const { station } = await sen.people();
    return (
      await sen.context().record.create({
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'Glucose', coding: [{ system: 'http://loinc.org', code: '14749-6' }] },
        subject: { reference: `Patient/${hoaId}` },
        effectiveDateTime: '2026-11-20T08:00:00+07:00',
        valueQuantity: { value: 72, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
        performer: [{ reference: `Organization/${station}` }],
        ...more,
      } as Observation)
    ).id;
  };
  const own = () => `/api/own-data/people/${hoaId}/corrections`;
  const request = (id: string, more: object = {}) =>
    ask(hoa, 'POST', own(), {
      id,
      type: 'Observation',
      lineId,
      field: 'value',
      proposed: '7,2',
      words: 'Giấy kết quả ghi 7,2',
      ...more,
    });
  const correctionIn = ({ body }: { body: Record<string, unknown> }) =>
    body['correction'] as {
      id: string;
      state: string;
      was: string;
      proposed: string;
      doneBy: string;
      now?: string;
    };
  beforeEach(async () => {
    lineId = await line();
  });

  it('is asked once, with both values and the law’s day, and answered by a new version of the facility’s', async () => {
    const shown = await ask(hoa, 'GET', `/api/own-data/people/${hoaId}/lines/Observation/${lineId}`);
    expect(shown.body).toMatchObject({ facility: 'Trạm Y tế phường Sen', isAsked: false });
    const asked = correctionIn(await request('request-1-drawn'));
    expect(asked).toMatchObject({ state: 'asked', was: '72', proposed: '7.2', doneBy: '2026-12-03' });
    expect(correctionIn(await request('request-1-drawn')).id).toBe(asked.id);
    expect(correctionIn(await request('request-2-drawn')).id).toBe(asked.id);

    const open = (await ask(lan, 'GET', '/api/own-data/inbox?state=open')).body['corrections'] as {
      id: string;
      now: string;
      person: { name: string };
    }[];
    expect(open.filter(({ id }) => id === asked.id)).toMatchObject([
      { now: '72', person: { name: 'Nguyễn Thị Hoa' } },
    ]);
    expect((await ask(minh, 'GET', '/api/own-data/inbox?state=open')).body).toEqual({ corrections: [] });
    expect(
      (
        await ask(minh, 'POST', `/api/own-data/inbox/${asked.id}/answer`, {
          decision: 'refuse',
          words: 'không phải của tôi',
        })
      ).status,
    ).toBe(404);

    expect(correctionIn(await ask(lan, 'POST', `/api/own-data/inbox/${asked.id}/receive`, {})).state).toBe(
      'received',
    );
    const answer = { decision: 'accept', value: '7.2', words: 'Đã đối chiếu với giấy kết quả' };
    const done = correctionIn(await ask(lan, 'POST', `/api/own-data/inbox/${asked.id}/answer`, answer));
    expect(done).toMatchObject({ state: 'accepted', now: '7.2' });
    expect((await ask(lan, 'POST', `/api/own-data/inbox/${asked.id}/answer`, answer)).status).toBe(409);

    const { record } = sen.context();
    const corrected = JSON.parse((await record.read('Observation', lineId)).text) as Observation;
    expect(corrected).toMatchObject({ status: 'corrected', valueQuantity: { value: 7.2 } });
    const { matches } = await record.history('Observation', lineId);
    expect(matches.map(({ text }) => (JSON.parse(text) as Observation).valueQuantity?.value)).toEqual([
      7.2, 72,
    ]);
    const { lan: doctor } = await sen.people();
    const provenances = await record.search('Provenance', `target=Observation/${lineId}`);
    expect(
      provenances.matches.map(({ text }) => (JSON.parse(text) as Provenance).agent[0]?.who?.reference),
    ).toContain(`Practitioner/${doctor.practitionerId}`);
    const list = (await ask(hoa, 'GET', own())).body['corrections'] as {
      id: string;
      state: string;
      answer: string;
    }[];
    expect(list.filter(({ id }) => id === asked.id)).toMatchObject([
      { state: 'accepted', answer: 'Đã đối chiếu với giấy kết quả' },
    ]);
  });

  it('is refused with a reason, and the line stays as it was', async () => {
    const { id } = correctionIn(await request('request-3-drawn'));
    await ask(lan, 'POST', `/api/own-data/inbox/${id}/answer`, {
      decision: 'refuse',
      words: 'Máy xét nghiệm ghi 72',
    });
    const stored = JSON.parse((await sen.context().record.read('Observation', lineId)).text) as Observation;
    expect(stored).toMatchObject({ status: 'final', valueQuantity: { value: 72 } });
    const answered = (await ask(lan, 'GET', '/api/own-data/inbox?state=answered')).body['corrections'] as {
      id: string;
      state: string;
    }[];
    expect(answered.filter((one) => one.id === id).map(({ state }) => state)).toEqual(['refused']);
  });

  it('is told of to whoever asked, in the facility’s words', async () => {
    const { id } = correctionIn(await request('request-11-drawn'));
    await ask(lan, 'POST', `/api/own-data/inbox/${id}/put-off`, { words: 'chờ phòng xét nghiệm' });
    await ask(lan, 'POST', `/api/own-data/inbox/${id}/answer`, { decision: 'refuse', words: 'Giấy ghi 72' });
    const { body } = await ask(hoa, 'GET', '/api/messages/notices');
    expect(body['notices']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'correction',
          link: '/own/corrections',
          words: { vi: 'Glucose: chờ phòng xét nghiệm', en: 'Glucose: chờ phòng xét nghiệm' },
        }),
        expect.objectContaining({ words: { vi: 'Glucose: Giấy ghi 72', en: 'Glucose: Giấy ghi 72' } }),
      ]),
    );
    expect((await ask(minh, 'GET', '/api/messages/notices')).status).toBe(403);
  });

  it('is put off once, and taken back while it has no answer', async () => {
    const { id } = correctionIn(await request('request-4-drawn', { field: 'not-mine', proposed: '' }));
    const put = () =>
      ask(lan, 'POST', `/api/own-data/inbox/${id}/put-off`, { words: 'chờ phòng xét nghiệm' });
    expect(correctionIn(await put()).doneBy).toBe('2026-12-13');
    expect((await put()).status).toBe(409);
    expect(correctionIn(await ask(hoa, 'POST', `${own()}/${id}/withdraw`, {})).state).toBe('withdrawn');
    expect(
      (
        await ask(lan, 'POST', `/api/own-data/inbox/${id}/answer`, {
          decision: 'accept',
          words: 'đã xem lại',
        })
      ).status,
    ).toBe(409);
  });

  it('is not for own lines, lines of others, or a value of no form', async () => {
    const own = { meta: { tag: [{ system: 'urn:sen:own-data', code: 'reading' }] } };
    expect((await request('request-5-drawn', { lineId: await line(own) })).status).toBe(422);
    const stranger = await sen
      .context()
      .record.create({ resourceType: 'Patient', name: [{ text: 'Người lạ' }] });
    const theirs = await line({ subject: { reference: `Patient/${stranger.id}` } });
    expect((await request('request-6-drawn', { lineId: theirs })).status).toBe(403);
    expect((await request('request-7-drawn', { proposed: 'bảy' })).status).toBe(422);
    expect((await request('request-8-drawn', { field: 'systolic', proposed: '7' })).status).toBe(422);
  });

  it('goes to who has her in charge where the line names nobody', async () => {
    lineId = await line({ performer: undefined });
    expect(await request('request-9-drawn')).toMatchObject({
      status: 200,
      body: { correction: { facility: 'Trạm Y tế phường Sen' } },
    });
  });

  it('opens no other line and to no other facility than was asked, whatever a system writes', async () => {
    const { id } = correctionIn(await request('request-10-drawn'));
    const system = await sen.asSystem();
    const task = (await (await system(`/fhir/Task/${id}`)).json()) as Task;
    const stranger = await sen
      .context()
      .record.create({ resourceType: 'Patient', name: [{ text: 'Người lạ' }] });
    const theirs = await line({ subject: { reference: `Patient/${stranger.id}` } });
    const put = (one: Task) =>
      system(`/fhir/Task/${one.id!}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify(one),
      });
    const accept = (taskId: string) =>
      ask(lan, 'POST', `/api/own-data/inbox/${taskId}/answer`, {
        decision: 'accept',
        value: '1',
        words: 'đã xem lại',
      });
    const inbox = async (): Promise<string> =>
      JSON.stringify((await ask(lan, 'GET', '/api/own-data/inbox?state=open')).body);

    // Her own request, turned to a line of somebody else's.
    expect((await put({ ...task, focus: { reference: `Observation/${theirs}` } })).status).toBe(200);
    expect(await inbox()).not.toContain(id);
    expect((await accept(id)).status).toBe(404);
    // And one that nobody asked for.
    const { id: _id, meta, ...content } = task;
    const forged = (await (
      await system('/fhir/Task', {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify({
          ...content,
          meta: { tag: meta?.tag },
          for: { reference: `Patient/${stranger.id}` },
          focus: { reference: `Observation/${theirs}` },
        }),
      })
    ).json()) as Task;
    expect(await inbox()).not.toContain('Người lạ');
    expect((await accept(forged.id!)).status).toBe(404);
    expect(
      JSON.parse((await sen.context().record.read('Observation', theirs)).text) as Observation,
    ).toMatchObject({ status: 'final', valueQuantity: { value: 72 } });
  });

  it('is nobody’s to read through the record', async () => {
    for (const call of [hoa, lan]) expect((await call('/fhir/Task')).status).toBe(403);
  });
});
