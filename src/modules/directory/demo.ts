import type { Organization, Practitioner } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { DemoChapter, DemoPerson, DemoStage } from '#platform/module/define-module.ts';
import type { FacilityForm } from './domain/facility-form.ts';
import { carryOutImport, planImport } from './imports/run-import.ts';

/** The Department of Health of Bắc Ninh keeps its directory: what the facilities of the story do and offer, and two spreadsheets. */
export const chapter: DemoChapter = {
  title: { vi: 'Danh bạ y tế', en: 'Health directory' },
  order: 30,
  async tell(ctx, progress, stage) {
    await stage.makeAccount({
      username: 'soyte.bn',
      display: 'Sở Y tế Bắc Ninh',
      role: 'health-department',
      facilityId: await makeOffice(ctx),
      about: {
        vi: 'Sở Y tế Bắc Ninh: danh bạ cơ sở, giấy phép hành nghề, nhập bảng tính',
        en: 'Department of Health of Bắc Ninh: facilities, licences, spreadsheets',
      },
    });
    const desk = await stage.signIn('soyte.bn');
    const call = caller(stage, desk);
    const codes = await tellFacilities(call);
    progress(0.4, { vi: 'bảng tính cơ sở', en: 'a spreadsheet of facilities' });
    await importSheet(ctx, stage, desk, 'facilities', facilitySheet);
    progress(0.7, { vi: 'bảng tính người hành nghề', en: 'a spreadsheet of health workers' });
    await importSheet(ctx, stage, desk, 'practitioners', await workerSheet(ctx, codes));
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** The office works for the province; a story that was broken off finds it again. */
async function makeOffice(ctx: Context): Promise<string> {
  const office: Organization = {
    resourceType: 'Organization',
    identifier: [{ system: 'urn:sen:demo', value: 'so-y-te-bac-ninh' }],
    active: true,
    name: 'Sở Y tế tỉnh Bắc Ninh (giả định)',
    extension: [{ url: 'urn:sen:area-of-duty', valueCode: '24' }],
  };
  const query = `identifier=${encodeURIComponent('urn:sen:demo|so-y-te-bac-ninh')}`;
  return (await ctx.record.create(office, { ifNoneExist: query })).id;
}

type Call = <T>(path: string, body?: object) => Promise<T>;

function caller({ url }: DemoStage, { token }: DemoPerson): Call {
  return async <T>(path: string, body?: object) => {
    const answer = await fetch(`${url}/api/directory${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new AppError('internal.unexpected', { detail: `demo directory: answered ${answer.status}` });
    return (await answer.json()) as T;
  };
}

const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;

/** What the facilities that the story knows do and offer. */
const offers = {
  station: {
    level: 'initial',
    hours: [{ days: [...weekDays], from: '07:00', to: '17:00' }],
    services: ['examination', 'insured', 'antenatal', 'child', 'immunisation', 'chronic'],
    beds: [{ department: 'general', count: 5 }],
    latitude: 21.14,
    longitude: 106.03,
  },
  hospital: {
    level: 'basic',
    hours: [{ days: [...weekDays, 'sat', 'sun'], from: '00:00', to: '24:00' }],
    services: [
      'examination',
      'insured',
      'emergency',
      'inpatient',
      'surgery',
      'delivery',
      'child',
      'laboratory',
      'imaging',
      'dialysis',
    ],
    beds: [
      { department: 'emergency', count: 12 },
      { department: 'intensive', count: 10 },
      { department: 'internal', count: 90 },
      { department: 'surgery', count: 60 },
      { department: 'obstetrics', count: 40 },
      { department: 'paediatrics', count: 40 },
    ],
    latitude: 21.16,
    longitude: 106.06,
  },
} as const;

/** Returns the codes of the facilities of the story. */
async function tellFacilities(call: Call): Promise<string[]> {
  const { facilities } = await call<{ facilities: { id: string; code: string }[] }>(
    '/find/facilities?province=24',
  );
  for (const { id } of facilities) {
    const { version, form } = await call<{ version: string; form: FacilityForm }>(`/desk/facilities/${id}`);
    const offer =
      form.kind === 'station' ? offers.station : form.kind === 'hospital' ? offers.hospital : undefined;
    if (offer === undefined || form.commune === '') continue;
    await call(`/desk/facilities/${id}`, { version, form: { ...form, ownership: 'public', ...offer } });
  }
  return facilities.map(({ code }) => code);
}

/** As stations send it: old letters, a code without its zeros, a commune of before, a line twice. */
const facilitySheet = `SỞ Y TẾ BẮC NINH: DANH SÁCH CƠ SỞ (giả định)
Mã cơ sở,Tên cơ sở,Loại cơ sở,Xã/Phường,Tỉnh,Điện thoại,Số giường,Dịch vụ,Giờ mở cửa,Người lập
24851,Tr¹m Y tÕ §¹i §ång (gi¶ ®Þnh),Trạm y tế,Đại Đồng,Bắc Ninh,0222 3666 101,5,Khám bệnh; Tiêm chủng; Khám thai,T2-T6 07:00-17:00,chị Vân
24852,Trạm Y tế Phật Tích (giả định),Trạm y tế,Phật Tích,Bắc Ninh,0222 3666 102,5,Khám bệnh; Tiêm chủng,T2-T6 07:00-17:00; T7 07:00-11:30,chị Vân
24853,Phòng khám đa khoa Hoa Sen Từ Sơn (giả định),Phòng khám đa khoa,Từ Sơn,Bắc Ninh,0222 3666 103,,Khám bệnh; Xét nghiệm; Chẩn đoán hình ảnh; Xoa bóp,T2-T7 07:00-19:00,chị Vân
24854,Nhà hộ sinh Bình An (giả định),Nhà hộ sinh,Kinh Bắc,Bắc Ninh,0222 3666 104,8,Sinh đẻ; Khám thai,24/7,chị Vân
24855,Trạm Y tế phường Suối Hoa (giả định),Trạm y tế,Suối Hoa,Bắc Ninh,,,,,chị Vân
2485,Trạm Y tế mất số (giả định),Trạm y tế,Tiên Du,Bắc Ninh,,,,,chị Vân
24852,Trạm Y tế Phật Tích (giả định),Trạm y tế,Phật Tích,Bắc Ninh,0222 3666 102,5,Khám bệnh; Tiêm chủng,T2-T6 07:00-17:00; T7 07:00-11:30,chị Vân
24856,Phòng khám răng Nụ Cười (giả định),Phòng khám răng hàm mặt,Tiên Du,Bắc Ninh,,,Răng hàm mặt,sáng chiều,chị Vân
`;

/** The doctors of the story with their posts, and colleagues whose licences end in every way of writing a day. */
async function workerSheet(ctx: Context, codes: readonly string[]): Promise<string> {
  const in40Days = dayInVietnam(new Date(ctx.now().getTime() + 40 * 86_400_000))
    .split('-')
    .toReversed()
    .join('/');
  const ago = dayInVietnam(new Date(ctx.now().getTime() - 12 * 86_400_000))
    .split('-')
    .toReversed()
    .join('.');
  const rows = [
    'Họ tên,Giới tính,Số giấy phép,Ngày cấp,Ngày hết hạn,Phạm vi hành nghề,Nơi cấp,Mã cơ sở,Chức danh',
  ];
  for (const code of codes)
    for (let nth = 1; nth <= 2; nth += 1) {
      const name = await nameOf(ctx, `${code}${nth}/SYN-GPHN`);
      if (name !== undefined)
        rows.push(
          `${name},,${code}${nth}/SYN-GPHN,ngày 2 tháng 1 năm 2025,01/01/2030,Đa khoa,Sở Y tế Bắc Ninh,${code},${nth === 1 ? 'Bác sĩ' : 'Bác sĩ điều trị'}`,
        );
    }
  rows.push(
    `Nguyễn Thị Sắp Hạn,Nữ,900101/SYN-GPHN,05/06/2021,${in40Days},Điều dưỡng,Sở Y tế Bắc Ninh,24851,Điều dưỡng`,
    `TrÇn V¨n QuÝ,Nam,900102/SYN-GPHN,2020-03-15,${ago},Y sĩ,Sở Y tế Bắc Ninh,24852,Y sĩ`,
    `Lê Thị Vô Hạn,Nữ,900103/SYN-CCHN,15-Thg3-2012,Không thời hạn,Hộ sinh,Sở Y tế Bắc Ninh,24854,Hộ sinh`,
    `Phạm Văn Sai Ngày,Nam,900104/SYN-GPHN,31/02/2024,,Răng hàm mặt,Sở Y tế Bắc Ninh,24853,Bác sĩ`,
    `Hoàng Văn Nơi Khác,Nam,900105/SYN-GPHN,01/07/2024,30/06/2029,Nội khoa,Sở Y tế Hà Nội,01999,Bác sĩ`,
  );
  return `${rows.join('\n')}\n`;
}

async function nameOf(ctx: Context, licence: string): Promise<string | undefined> {
  const query = `identifier=${encodeURIComponent(`${identifierSystem.practisingLicence}|${licence}`)}`;
  const [found] = (await ctx.record.search('Practitioner', query)).matches;
  return found === undefined ? undefined : (JSON.parse(found.text) as Practitioner).name?.[0]?.text;
}

/** Sent through the door of the page; the story does not wait for the queue to come round. */
async function importSheet(
  ctx: Context,
  { url }: DemoStage,
  { token }: DemoPerson,
  kind: string,
  sheet: string,
): Promise<void> {
  const answer = await fetch(`${url}/api/directory/imports/upload/${kind}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'text/csv',
      'x-file-name': encodeURIComponent(
        kind === 'facilities' ? 'Cơ sở Bắc Ninh.csv' : 'Người hành nghề Bắc Ninh.csv',
      ),
    },
    body: sheet,
  });
  const { id } = (await answer.json()) as { id: string };
  await planImport(ctx, id);
  const applied = await fetch(`${url}/api/directory/imports/${id}/apply`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  await applied.arrayBuffer();
  if (applied.ok) await carryOutImport(ctx, id);
}
