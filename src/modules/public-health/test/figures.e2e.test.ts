import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import type { Figures } from '../api.ts';
import { publicHealth } from '../module.ts';
import { communesOfBacNinh, fallIll, officeFor } from './people-of-bac-ninh.ts';

const now = (): Date => new Date('2026-11-23T10:00:00+07:00');
let sen: TestPlatform;
let department: CallAs;
let officer: CallAs;
let key: string;

beforeAll(async () => {
  sen = await startPlatform({ now, modules: [publicHealth] });
  await sen.people();
  const [first, second, third, fourth] = await communesOfBacNinh(4);
  const account = async (username: string, role: string, facilityId?: string): Promise<CallAs> => {
    const roles = [{ role, ...(facilityId !== undefined && { facilityId }) }];
    await sen.platform.identity.createPerson({ username, display: username, roles });
    return sen.as(username);
  };
  department = await account('syt', 'health-department', await officeFor(sen, '24'));
  officer = await account('ytdp', 'public-health-officer', await officeFor(sen, '01'));
  // This week: two small communes and a large one; last week large ones only; HIV is not told of at all.
  await fallIll(sen, first!, 2, 'A97.1', '2026-11-23');
  await fallIll(sen, second!, 12, 'A97.0', '2026-11-23');
  await fallIll(sen, third!, 6, 'A97.2', '2026-11-23');
  await fallIll(sen, first!, 7, 'A97.1', '2026-11-18T23:00:00+07:00');
  await fallIll(sen, fourth!, 8, 'A97', '2026-11-16');
  await fallIll(sen, fourth!, 9, 'B24', '2026-11-16');
  const all = await figures(department);
  key = all.diseases.find(({ key: codes }) => codes.includes('A97'))!.key;
}, 240_000);
afterAll(() => sen.stop());

async function figures(call: CallAs, disease?: string): Promise<Figures> {
  const query = disease === undefined ? '' : `?disease=${encodeURIComponent(disease)}`;
  const answer = await call(`/api/public-health/figures${query}`);
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return JSON.parse(text) as Figures;
}

describe('figures of a reported disease', () => {
  it('are told to the Department by commune and week, small ones hidden and nothing that gives them away', async () => {
    const { places, totals, weeks, area } = await figures(department, key);
    expect(area).toEqual(['Tỉnh Bắc Ninh']);
    expect(weeks.at(-1)).toEqual({ name: '2026-W48', from: '2026-11-23' });
    const [small, neighbour, large, other] = places.map(({ counts }) => counts);
    // The small one and its neighbour are hidden together; the total stands, since it tells neither.
    expect([small!.at(-1), neighbour!.at(-1), large!.at(-1)]).toEqual([null, null, 6]);
    expect(totals.at(-1)).toBe(20);
    expect([small!.at(-2), other!.at(-2), totals.at(-2)]).toEqual([7, 8, 15]);
    expect(totals.at(0)).toBe(0);
  });

  it('name no disease that is kept from such offices', async () => {
    const { diseases } = await figures(department);
    expect(diseases.some(({ key: codes, name }) => /B2[0-4]/.test(codes) || /HIV/.test(name))).toBe(false);
    expect((await department('/api/public-health/figures?disease=B20%3BB21%3BB22%3BB23%3BB24')).status).toBe(
      400,
    );
  });

  it('are those of the reader’s own area', async () => {
    const { area, totals } = await figures(officer, key);
    expect(area).toEqual(['Thành phố Hà Nội']);
    expect(new Set(totals)).toEqual(new Set([0]));
  });

  it('are told to nobody who works for no place, and to no other role', async () => {
    await sen.platform.identity.createPerson({
      username: 'khong',
      display: 'x',
      roles: [{ role: 'health-department' }],
    });
    expect(await figures(await sen.as('khong'), key)).toMatchObject({ area: [], places: [] });
    for (const name of ['hoa', 'bs.lan', 'quantri'])
      expect((await (await sen.as(name))('/api/public-health/figures')).status, name).toBe(403);
    expect((await fetch(`${sen.url}/api/public-health/figures`)).status).toBe(401);
  });

  it('let the Department read no single report', async () => {
    expect((await department('/fhir/Condition?_count=5')).status).toBe(403);
  });
});
