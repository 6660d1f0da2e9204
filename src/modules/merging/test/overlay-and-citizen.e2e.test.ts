import type { Bundle } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aliasBucket } from '#platform/record/place.ts';
import type { MergeView } from '../api.ts';
import {
  closeDesk,
  openDesk,
  sen,
  binh,
  thu,
  hoa,
  hospital,
  record,
  somebody,
  visit,
  pulse,
  call,
  code,
  pairOf,
  why,
  join,
  part,
  foundOf,
} from './a-desk.ts';

beforeAll(openDesk, 120_000);
afterAll(closeDesk);

describe('a record in which two people are written', () => {
  it('is divided line by line, to somebody new or somebody known; what is signed stays and gets a successor', async () => {
    const mixed = await somebody();
    const [hers, his, visitOfHis] = [await pulse(mixed), await pulse(mixed), await visit(mixed, hospital)];
    const shown = await call(binh, 'POST', '/overlay', { person: mixed });
    expect((shown.json as { lines: { reference: string }[] }).lines).toHaveLength(3);
    expect(shown.text).not.toContain('8867-4');
    const split = await call(binh, 'POST', '/splits', {
      personId: mixed,
      newPerson: { name: 'Đặng Văn Hai', gender: 'male' },
      references: [`Observation/${his}`, `Encounter/${visitOfHis}`],
      words: 'Hai người dùng chung một thẻ',
    });
    expect(split.status, split.text).toBe(200);
    const { toId, moved } = split.json as { toId: string; moved: number };
    expect(moved).toBe(2);
    expect(await foundOf(`Observation?patient=${mixed}`)).toEqual([hers]);
    expect(await foundOf(`Observation?patient=${toId}`)).toEqual([his]);
    expect(await foundOf(`Encounter?patient=${toId}`)).toEqual([visitOfHis]);
    const said = await foundOf(`Provenance?target=Observation/${his}`);
    expect(said).toHaveLength(1);
    const foreign = await call(binh, 'POST', '/splits', {
      personId: mixed,
      toId,
      references: [`Observation/${his}`],
      words: why,
    });
    expect(code(foreign.json)).toBe('merging.not-hers');
    await sen.database.query(
      `insert into signatures.signed (bucket, type, fhir_id, version, part, provenance_id, serial, signed_at)
       values ($1, 'Observation', $2, 1, 'target', 'p', 's', now())`,
      [aliasBucket('Observation', hers), hers],
    );
    const signed = await call(binh, 'POST', '/splits', {
      personId: mixed,
      toId,
      references: [`Observation/${hers}`],
      words: why,
    });
    expect(signed.json).toMatchObject({ moved: 0, superseded: 1 });
    expect((await record().read('Observation', hers)).versionId).toBe('1');
    expect(await foundOf(`Observation?patient=${toId}`)).toHaveLength(2);
  });
});

describe('the citizen', () => {
  it('sees by whom and when her records were joined, sees the whole, objects, and is answered', async () => {
    const { hoa: own } = await sen.people();
    const double = await somebody({
      name: [{ use: 'official', text: 'Nguyễn Thị Hoa' }],
      birthDate: '1988-03-12',
    });
    const line = await pulse(double);
    const mergeId = await join(own.patientId, double, own.patientId);
    const bundle = (await (await hoa(`/fhir/Observation?patient=${own.patientId}`)).json()) as Bundle;
    expect(bundle.entry?.map(({ resource }) => resource?.id)).toContain(line);
    const { events } = (await call(hoa, 'GET', '/own')).json as {
      events: { id: string; kind: string; by: string; mayObject: boolean }[];
    };
    expect(events).toMatchObject([
      { id: mergeId, kind: 'joined', by: 'Phạm Thị Bình', mayObject: true, words: why },
    ]);
    expect(
      (
        await call(hoa, 'POST', `/own/${mergeId}/objection`, {
          kind: 'joined',
          words: 'Đó không phải hồ sơ của tôi',
        })
      ).status,
    ).toBe(200);
    const again = await call(hoa, 'POST', `/own/${mergeId}/objection`, {
      kind: 'joined',
      words: 'Đó không phải hồ sơ của tôi',
    });
    expect(again.status).toBe(409);
    const list = (await call(thu, 'GET', '/merges?open=true')).json as {
      merges: { id: string; objections: number }[];
    };
    expect(list.merges).toMatchObject([{ id: mergeId, objections: 1 }]);
    const view = (await call(thu, 'GET', `/merges/${mergeId}`)).json as MergeView;
    expect(view.objectionsMade[0]).toMatchObject({ words: 'Đó không phải hồ sơ của tôi' });
    await call(thu, 'POST', `/objections/${view.objectionsMade[0]!.id}/answer`, {
      words: 'Cảm ơn chị, chúng tôi đã tách lại',
    });
    expect((await part(mergeId)).status).toBe(200);
    const told = (await call(hoa, 'GET', '/own')).json as {
      events: { kind: string; objection?: { answer?: string } }[];
    };
    expect(told.events.map(({ kind }) => kind)).toEqual(['parted', 'joined']);
    expect(told.events[1]!.objection?.answer).toContain('tách lại');
    const left = (await (await hoa(`/fhir/Observation?patient=${own.patientId}`)).json()) as Bundle;
    expect(left.entry?.map(({ resource }) => resource?.id) ?? []).not.toContain(line);
  });

  it('finds the officer who looked at her in the list of who has seen her record', async () => {
    const { hoa: own } = await sen.people();
    await pairOf(own.patientId, await somebody());
    const answer = await hoa('/api/access-log/mine');
    const { looks } = (await answer.json()) as { looks: { who: string; isSystem: boolean }[] };
    expect(looks.filter(({ who }) => who === 'Phạm Thị Bình')).not.toEqual([]);
  });
});
