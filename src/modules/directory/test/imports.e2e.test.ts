import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { directory } from '../module.ts';
import type { ImportView, LineView } from '../domain/import-contract.ts';
import { carryOutImport } from '../imports/run-import.ts';
import { get, hospital, openDesks, post, type Desks } from './desk-of-bac-ninh.ts';
import { makeXlsx, type CellToWrite } from './make-xlsx.ts';

let sen: TestPlatform;
let desks: Desks;

beforeAll(async () => {
  sen = await startPlatform({ modules: [directory], now: () => new Date('2026-11-23T03:00:00Z') });
  desks = await openDesks(sen);
  await post(desks.bacNinh, '/desk/facilities', { form: hospital });
  await post(desks.country, '/desk/facilities', {
    form: { ...hospital, code: '01991', name: 'Bệnh viện Sen Ba Đình', commune: '00004' },
  });
}, 120_000);
afterAll(() => sen.stop());

async function send(
  by: CallAs,
  kind: string,
  bytes: Buffer | string,
  type = 'application/octet-stream',
): Promise<string> {
  const answer = await by(`/api/directory/imports/upload/${kind}`, {
    method: 'POST',
    headers: { 'content-type': type, 'x-file-name': encodeURIComponent('Danh sách.xlsx') },
    body: new Uint8Array(Buffer.from(bytes)),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(201);
  return (JSON.parse(text) as { id: string }).id;
}
const look = async (by: CallAs, id: string): Promise<ImportView> =>
  (await get(by, `/imports/${id}`)).body as unknown as ImportView;
async function until(by: CallAs, id: string, state: ImportView['state']): Promise<ImportView> {
  await vi.waitFor(async () => expect((await look(by, id)).state).toBe(state), {
    timeout: 30_000,
    interval: 100,
  });
  return look(by, id);
}
const linesOf = async (by: CallAs, id: string, outcome = ''): Promise<LineView[]> =>
  (await get(by, `/imports/${id}/lines${outcome === '' ? '' : `?outcome=${outcome}`}`)).body[
    'lines'
  ] as unknown as LineView[];

const facilities: CellToWrite[][] = [
  ['SỞ Y TẾ BẮC NINH'],
  [
    'Mã cơ sở',
    'Tên cơ sở',
    'Loại cơ sở',
    'Xã/Phường',
    'Tỉnh',
    'Điện thoại',
    'Số giường',
    'Dịch vụ',
    'Giờ mở cửa',
    'Ghi chú riêng',
  ],
  [
    24801,
    'Trạm Y tế xã Phật Tích (giả định)',
    'Trạm y tế',
    'Phật Tích',
    'Bắc Ninh',
    '0222 3111 222',
    5,
    'Khám bệnh; Tiêm chủng; Bói toán',
    'T2-T6 07:00-17:00; T7 07:00-11:30',
    'x',
  ],
  ['24802', 'Tr¹m Y tÕ x· §¹i §ång', 'Trạm y tế', 'Đại Đồng', 'Bắc Ninh', '', '', '', '24/7', ''],
  ['24991', 'BV Sen Tiên Du', '', '', '', '0912345678', '', '', '', ''],
  ['24991x', 'Sai mã', '', 'Tiên Du', 'Bắc Ninh', '', '', '', '', ''],
  ['24803', 'Phòng khám Hoa Mai', 'Phòng khám chuyên khoa', 'Hoa Mai', 'Bắc Ninh', '', '', '', 'sáng', ''],
  ['01991', 'Bệnh viện Sen Ba Đình', '', '', '', '', '', '', '', ''],
  ['24804', 'Phòng khám A', 'Phòng khám chuyên khoa', 'Tiên Du', 'Bắc Ninh', '', '', '', '', ''],
  ['24804', 'Phòng khám B', 'Phòng khám chuyên khoa', 'Tiên Du', 'Bắc Ninh', '', '', '', '', ''],
  ['24802', 'Tr¹m Y tÕ x· §¹i §ång', 'Trạm y tế', 'Đại Đồng', 'Bắc Ninh', '', '', '', '24/7', ''],
  ['24805', 'Trạm Y tế phường Phúc Xá', 'Trạm y tế', 'Phúc Xá', 'Hà Nội', '', '', '', '', ''],
];

describe('a spreadsheet of facilities', () => {
  let first: { seen: ImportView; lines: LineView[]; foundBefore: unknown; done: ImportView };
  beforeAll(async () => {
    const id = await send(desks.bacNinh, 'facilities', makeXlsx(facilities));
    const seen = await until(desks.bacNinh, id, 'ready');
    const lines = await linesOf(desks.bacNinh, id);
    const foundBefore = (await get(desks.bacNinh, '/find/facilities?words=phat+tich')).body['total'];
    expect((await post(desks.bacNinh, `/imports/${id}/apply`, {})).status).toBe(200);
    first = { seen, lines, foundBefore, done: await until(desks.bacNinh, id, 'done') };
  });

  test('is shown line by line before anything is written: what would be made, changed, refused and why', async () => {
    const { seen, lines, foundBefore } = first;
    expect(seen).toMatchObject({
      lines: 10,
      readLines: 10,
      unused: ['Ghi chú riêng'],
      fileName: 'Danh sách.xlsx',
    });
    const told = lines.map(({ line, key, outcome, findings }) => [
      line,
      key,
      outcome,
      findings.filter(({ level }) => level === 'error').length > 0,
    ]);
    expect(told).toEqual([
      [3, '24801', 'make', false],
      [4, '24802', 'make', false],
      [5, '24991', 'change', false],
      [6, '24991x', 'refused', true],
      [7, '24803', 'refused', true],
      [8, '01991', 'refused', true],
      [9, '24804', 'refused', true],
      [10, '24804', 'refused', true],
      [11, '24802', 'same', false],
      [12, '24805', 'refused', true],
    ]);
    const sentences = lines.flatMap(({ findings }) => findings.map(({ text }) => text.vi)).join('\n');
    for (const words of [
      'phông cũ, được đọc là: Trạm Y tế xã Đại Đồng',
      '5 chữ số',
      'giờ mở cửa',
      'địa bàn khác',
      'nhiều dòng khác nhau',
      'giống hệt dòng 4',
      'tên hoặc mã cũ',
      'Bói toán',
    ])
      expect(sentences, words).toContain(words);
    expect(lines[2]!.fields).toEqual(['name', 'phone']);
    expect(foundBefore).toBe(0);
    expect(first.done).toMatchObject({ applied: 3, failed: 0 });
    expect((await get(desks.bacNinh, '/find/facilities?words=phat+tich')).body).toMatchObject({
      facilities: [{ code: '24801', beds: 5, openNow: true }],
    });
    expect((await get(desks.bacNinh, '/find/facilities?words=dai+dong')).body).toMatchObject({
      facilities: [{ name: 'Trạm Y tế xã Đại Đồng' }],
    });
    // Beds and departments that the line does not name stay.
    expect((await get(desks.bacNinh, '/facilities/24991')).body).toMatchObject({
      name: 'BV Sen Tiên Du',
      beds: 100,
      phone: '+84912345678',
    });
  });

  test('sent again changes nothing, and a report tells every line', async () => {
    const before = await sen.database.query('select count(*)::int as n from directory.change');
    const id = await send(desks.bacNinh, 'facilities', makeXlsx(facilities));
    expect((await until(desks.bacNinh, id, 'ready')).counts).toMatchObject({ make: 0, change: 0 });
    await post(desks.bacNinh, `/imports/${id}/apply`, {});
    await until(desks.bacNinh, id, 'done');
    expect((await sen.database.query('select count(*)::int as n from directory.change')).rows).toEqual(
      before.rows,
    );
    const report = await desks.bacNinh(`/api/directory/imports/${id}/report`);
    const text = await report.text();
    expect(report.headers.get('content-type')).toContain('text/csv');
    expect(text.trim().split('\r\n')).toHaveLength(11);
    expect(text).toContain('"24803","Phòng khám Hoa Mai","từ chối"');
  });

  test('cut off in the middle goes on where it was, and a second run beside it does nothing twice', async () => {
    const rows: CellToWrite[][] = [['Mã cơ sở', 'Tên cơ sở', 'Mã xã']];
    for (let nth = 0; nth < 60; nth += 1)
      rows.push([`24${100 + nth}`, `Phòng khám thử ${nth} (giả định)`, '09319']);
    const id = await send(desks.bacNinh, 'facilities', makeXlsx(rows));
    await until(desks.bacNinh, id, 'ready');
    await post(desks.bacNinh, `/imports/${id}/apply`, {});
    const { platformActor } = await import('#platform/access/actors.ts');
    const run = () => carryOutImport(sen.contextOf('directory', platformActor('run')), id);
    await Promise.all([run(), run()]);
    expect(await until(desks.bacNinh, id, 'done')).toMatchObject({ applied: 60, failed: 0 });
    const made = await sen.database.query<{ n: number }>(
      'select count(*)::int as n from directory.change where import_id = $1',
      [id],
    );
    expect(made.rows[0]!.n).toBe(60);
  });

  test('whose facility somebody changed after the dry run leaves that one as it is', async () => {
    const id = await send(
      desks.bacNinh,
      'facilities',
      Buffer.from('Mã cơ sở,Tên cơ sở,Điện thoại\n24801,Trạm Y tế xã Phật Tích (giả định),0988777666'),
      'text/csv',
    );
    await until(desks.bacNinh, id, 'ready');
    const { body } = await get(
      desks.bacNinh,
      `/desk/facilities/${String((await get(desks.bacNinh, '/facilities/24801')).body['id'])}`,
    );
    await post(desks.bacNinh, `/desk/facilities/${String(body['id'])}`, {
      version: body['version'],
      form: { ...(body['form'] as unknown as object), note: 'mới sửa' },
    });
    await post(desks.bacNinh, `/imports/${id}/apply`, {});
    expect(await until(desks.bacNinh, id, 'done')).toMatchObject({ failed: 1 });
    expect((await linesOf(desks.bacNinh, id))[0]!.findings.at(-1)!.text.vi).toContain('sau lần xem thử');
  });
});

describe('a spreadsheet of health workers', () => {
  const head =
    'Họ tên,Giới tính,CCCD,Số giấy phép,Ngày cấp,Ngày hết hạn,Phạm vi hành nghề,Mã cơ sở,Chức danh';
  const lines = [
    'Phạm Văn Một,Nam,027180000001,000101/BN-GPHN,15/01/2024,14/01/2029,Nội khoa,24991,Bác sĩ',
    'PHẠM VĂN MỘT,Nam,27180000001,000101/BN-GPHN,2024-01-15,14/1/2029,,24991,Trưởng khoa',
    'Lê Thị Hai,Nữ,,000102/BN-CCHN,ngày 5 tháng 3 năm 2015,Không thời hạn,Sản khoa,24991,Hộ sinh',
    'Trần Ba,Nam,,000103/BN-GPHN,31/02/2024,,,24991,Bác sĩ',
    'Trần Bốn,Nam,,000104/BN-GPHN,2024,,,24991,Bác sĩ',
    'Trần Năm,Nam,123,000105/BN-GPHN,,,,99999,Bác sĩ',
    'Trần Sáu,Nam,,000106/BN-GPHN,,,,01991,Bác sĩ',
    "H'Hen Niê,Nữ,,000107/BN-GPHN,,01/02/2026,,24991,Điều dưỡng",
    'Khác Hẳn,Nam,,000102/BN-CCHN,,,,24991,Bác sĩ',
  ];

  let first: { found: LineView[]; done: ImportView };
  beforeAll(async () => {
    const id = await send(desks.bacNinh, 'practitioners', `${head}\n${lines.join('\n')}\n`, 'text/csv');
    await until(desks.bacNinh, id, 'ready');
    const found = await linesOf(desks.bacNinh, id);
    await post(desks.bacNinh, `/imports/${id}/apply`, {});
    first = { found, done: await until(desks.bacNinh, id, 'done') };
  });

  test('is judged with every kind of day, duplicates and numbers of others, and taken without what is refused', async () => {
    const { found, done } = first;
    expect(found.map(({ outcome }) => outcome)).toEqual([
      'make',
      'change',
      'refused',
      'refused',
      'refused',
      'refused',
      'refused',
      'make',
      'refused',
    ]);
    expect(found.map(({ findings }) => findings.map(({ text }) => text.vi).join(' '))).toEqual([
      '',
      expect.stringContaining('Cùng người với dòng 2'),
      expect.stringContaining('khác họ tên ở dòng 10'),
      expect.stringContaining('không có trong lịch'),
      expect.stringContaining('Chỉ có năm'),
      expect.stringContaining('12 chữ số'),
      expect.stringContaining('địa bàn khác'),
      expect.stringContaining('đã hết hạn'),
      expect.stringContaining('dòng 4'),
    ]);
    expect(done).toMatchObject({ applied: 3, failed: 0 });
    const { body } = await get(desks.bacNinh, '/desk/workers?number=000101/BN-GPHN');
    expect(body['workers']).toMatchObject([
      {
        name: 'Phạm Văn Một',
        posts: [{ title: 'Bác sĩ' }, { title: 'Trưởng khoa' }],
        licences: [{ standing: 'active' }],
      },
    ]);
    // What stands in a sheet about people is nowhere to be read in the database.
    const kept = await sen.database.query('select sealed from directory.import_line where import_id = $1', [
      done.id,
    ]);
    expect(JSON.stringify(kept.rows)).not.toContain('Phạm');
  });

  test('with somebody else’s licence or number is refused line by line', async () => {
    const sheet = `${head}\nNgười Lạ,Nam,,000101/BN-GPHN,,,,24991,Bác sĩ\nNgười Lạ Nữa,Nam,027180000001,000199/BN-GPHN,,,,24991,Bác sĩ\n`;
    const id = await send(desks.bacNinh, 'practitioners', sheet, 'text/csv');
    expect((await until(desks.bacNinh, id, 'ready')).counts.refused).toBe(2);
    const found = await linesOf(desks.bacNinh, id, 'refused');
    expect(found.map(({ findings }) => findings[0]!.text.vi)).toEqual([
      expect.stringContaining('tên khác'),
      expect.stringContaining('người hành nghề khác'),
    ]);
    // Nothing tells whose it is.
    expect(JSON.stringify(found)).not.toContain('Phạm Văn Một');
  });

  test('in which one day has the month first has none of its doubtful days believed', async () => {
    const sheet = `Họ tên,Số giấy phép,Ngày cấp\nA Một,000201/BN-GPHN,03/15/2024\nB Hai,000202/BN-GPHN,03/04/2024\nC Ba,000203/BN-GPHN,20/04/2024\n`;
    const id = await send(desks.bacNinh, 'practitioners', sheet, 'text/csv');
    await until(desks.bacNinh, id, 'ready');
    const found = await linesOf(desks.bacNinh, id);
    expect(found.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'make']);
    expect(found[1]!.findings[0]!.text.vi).toContain('tháng trước');
  });
});

test('what is no spreadsheet, or has no headings, is told so', async () => {
  for (const [bytes, words] of [
    [Buffer.from('%PDF-1.7 xxxx'), 'không phải bảng tính'],
    [Buffer.from('a,b\n1,2'), 'dòng tiêu đề'],
    [makeXlsx([['x']]).subarray(0, 300), 'bị hỏng'],
  ] as const) {
    const id = await send(desks.bacNinh, 'facilities', bytes);
    expect((await until(desks.bacNinh, id, 'broken')).reason?.vi).toContain(words);
  }
});

test('imports are seen by who sent them; others, and accounts that stand for no office, have none', async () => {
  const id = await send(desks.bacNinh, 'facilities', 'Mã cơ sở,Tên cơ sở\n24801,Trạm', 'text/csv');
  for (const path of [`/imports/${id}`, `/imports/${id}/lines`, `/imports/${id}/report`])
    expect((await get(desks.haNoi, path)).status, path).toBe(404);
  for (const verb of ['apply', 'stop'])
    expect((await post(desks.haNoi, `/imports/${id}/${verb}`, {})).status).toBe(404);
  const refused = await desks.nobody('/api/directory/imports/upload/facilities', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: 'x',
  });
  expect(refused.status).toBe(403);
  const doctor = await sen.as('bs.lan');
  expect((await get(doctor, '/imports')).status).toBe(403);
  expect((await fetch(`${sen.url}/api/directory/imports`)).status).toBe(401);
});
