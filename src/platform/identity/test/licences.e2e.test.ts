import type { Practitioner } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { startPlatform } from '../../testing/start-platform.ts';
import type { CallAs, TestPlatform } from '../../testing/start-platform.ts';
import { licenceCommands } from '../licences/commands.ts';

let sen: TestPlatform;
let lan: CallAs;
let read: string;
let offset = 0;

beforeAll(async () => {
  sen = await startPlatform({ modules: [], now: () => new Date(Date.now() + offset) });
  const { hoa } = await sen.people();
  read = `/fhir/Patient/${hoa.patientId}`;
  lan = await sen.as('bs.lan');
});
afterAll(() => sen.stop());

const number = '000001/SYN-CCHN';

/** What a doctor's living token gets now, and the sentence that she reads. */
async function look(call: CallAs = lan): Promise<{ status: number; said: string }> {
  const answer = await call(read, { headers: { 'accept-language': 'en' } });
  return { status: answer.status, said: await answer.text() };
}

async function command(...words: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const found = licenceCommands(sen.platform.identity).find(({ name }) => words.join(' ').startsWith(name));
  const code = await found!.run(sen.context(), words.slice(2), (line) => lines.push(line));
  return { code, lines };
}

async function writePractitioner(
  id: string,
  more: { [K in keyof Practitioner]?: Practitioner[K] | undefined },
): Promise<void> {
  const stored = await sen.context().record.read('Practitioner', id);
  await sen
    .context()
    .record.update({ ...(JSON.parse(stored.text) as Practitioner), ...more } as Practitioner);
}

describe('a doctor whose licence changes while she works', () => {
  it('loses her clinical rights in the middle of a session, reads why, and has them back when it is reinstated', async () => {
    expect((await look()).status).toBe(200);
    await command('licence', 'suspend', 'bs.lan', number);
    const refused = await look();
    expect(refused.status).toBe(403);
    expect(refused.said).toContain('Your practising licence is suspended');
    expect(refused.said).toContain('Department of Health');
    const search = await lan('/fhir/Patient?name=Hoa');
    expect(search.status).toBe(403);
    await command('licence', 'reinstate', 'bs.lan');
    expect((await look()).status).toBe(200);
  });

  it('loses them within 60 s also on another server, which learns of it from the database alone', async () => {
    expect((await look()).status).toBe(200);
    await sen.database.query(`UPDATE identity.licence SET state = 'suspended' WHERE number = $1`, [number]);
    const before = Date.now();
    while ((await look()).status === 200) {
      expect(Date.now() - before).toBeLessThan(60_000);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await command('licence', 'reinstate', 'bs.lan');
    expect((await look()).status).toBe(200);
  });

  it('does not get back what was suspended when a hospital sends the same licence once more', async () => {
    const { lan: doctor } = await sen.people();
    await command('licence', 'suspend', 'bs.lan');
    await writePractitioner(doctor.practitionerId, { gender: 'female' });
    expect((await look()).status).toBe(403);
    await command('licence', 'reinstate', 'bs.lan');
    expect((await look()).status).toBe(200);
  });
});

describe('a licence in the record', () => {
  it('that ends on a day lets nobody in the day after, without any job', async () => {
    const { minh } = await sen.people();
    const call = await sen.as('bs.minh');
    const whoReads = async () => (await call('/fhir/Encounter?_count=1')).status;
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const qualification = [
      {
        identifier: [{ system: identifierSystem.practisingLicence, value: '000002/SYN-GPHN' }],
        code: { text: 'Bác sĩ' },
        period: { start: '2024-01-01', end: today },
      },
    ];
    await writePractitioner(minh.practitionerId, { qualification });
    expect(await whoReads()).toBe(200);
    offset = 24 * 3_600_000;
    await sen.platform.identity.licences.enter('nobody', { number: 'x', kind: 'other', state: 'active' });
    expect(await whoReads()).toBe(403);
    offset = 0;
    await writePractitioner(minh.practitionerId, { qualification: undefined });
    expect((await (await call('/fhir/Encounter?_count=1')).text()).includes('chưa có giấy phép')).toBe(true);
    await writePractitioner(minh.practitionerId, { qualification });
    expect(await whoReads()).toBe(200);
    await writePractitioner(minh.practitionerId, { active: false });
    expect(await whoReads()).toBe(403);
  });

  it('is read again where accounts were there before licences were kept', async () => {
    const { lan: doctor } = await sen.people();
    await sen.database.query('DELETE FROM identity.licence WHERE practitioner_id = $1', [
      doctor.practitionerId,
    ]);
    const found = await sen.platform.identity.licences.readMissing(async (id) =>
      id === doctor.practitionerId ? (await sen.context().record.read('Practitioner', id)).text : undefined,
    );
    expect(found).toBe(1);
    expect((await look()).status).toBe(200);
  });
});

describe('what an administrator types', () => {
  it('lists, enters and judges licences; a revoked one is not reinstated and a wrong day is told', async () => {
    expect(
      (await command('licence', 'enter', 'bs.lan', '--number', '000009/SYN-GPHN', '--to', '2031-02-31'))
        .lines,
    ).toEqual([expect.stringContaining('năm-tháng-ngày')]);
    const entered = await command('licence', 'enter', 'bs.lan', '--number', 'giấy lạ', '--to', '2031-06-30');
    expect(entered).toEqual({ code: 0, lines: [expect.stringContaining('vẫn được ghi')] });
    await command('licence', 'revoke', 'bs.lan', 'giấy lạ');
    expect((await command('licence', 'reinstate', 'bs.lan', 'giấy lạ')).code).toBe(1);
    await command('licence', 'enter', 'bs.lan', '--number', 'giấy lạ', '--to', '2032-06-30');
    const { lines } = await command('licence', 'list', 'bs.lan');
    expect(lines).toContain('giấy lạ  other  ..2032-06-30  revoked  administrator');
    expect((await look()).status).toBe(200);
    expect((await command('licence', 'list', 'nobody')).code).toBe(1);
    expect((await command('licence', 'suspend')).code).toBe(2);
  });
});
