import { claimAmount } from '#kernel/vietnam/dong.ts';
import { mergerDay } from '#kernel/vietnam/provinces.ts';
import { ageAt, compactDay, compactTime, dayNumber, yearOf } from '../domain/days.ts';
import type { Mistake } from '../domain/mistakes.ts';
import type { Person } from '../domain/person.ts';
import type { Visit } from '../domain/visit.ts';
import type { World } from '../domain/world.ts';
import { fields130, fields4210 } from './claim-fields.ts';
import { fundPercent, visitMoney } from './claim-money.ts';
import { row, table } from './xml.ts';

/** One inner file of a claim: its kind and its XML. */
export interface ClaimTable {
  readonly kind: string;
  readonly xml: string;
}

type Values = Record<string, string | number | undefined>;

/** A mistake planted in the claim; `card` is the card lent by somebody else. */
export interface Plant {
  readonly mistake: Mistake;
  readonly card?: string;
}

/** The day from which the former tables were not sent any more: 1 July 2024. */
export const formerTablesEnd = 19_905;

const mergerDayNumber = dayNumber(mergerDay);

/** A visit in the words of a claim: XML1 to XML5, XML7 after a stay, XML14 where the person shall come again. */
export function claimTables(world: World, visit: Visit, plant?: Plant): ClaimTable[] {
  const isFormer = Math.floor(visit.start / 1440) < formerTablesEnd;
  const lists = isFormer ? fields4210 : fields130;
  const common = { MA_LK: visit.key };
  const money = visitMoney(visit);
  const tables: ClaimTable[] = [];
  const add = (
    kind: 'XML1' | 'XML2' | 'XML3' | 'XML4' | 'XML5',
    root: string,
    list: string | undefined,
    element: string,
    rows: Values[],
  ) => {
    if (rows.length === 0) return;
    const xml = table(
      root,
      list,
      rows.map((values, i) => row(element, lists[kind], { ...common, STT: i + 1, ...values })),
    );
    tables.push({ kind, xml });
  };
  add('XML1', 'TONG_HOP', undefined, 'TONG_HOP', [summary(world, visit, money.sums, plant)]);
  add(
    'XML2',
    'CHITIEU_CHITIET_THUOC',
    'DSACH_CHI_TIET_THUOC',
    'CHI_TIET_THUOC',
    drugLines(visit, money.drugs, plant),
  );
  add(
    'XML3',
    'CHITIEU_CHITIET_DVKT_VTYT',
    'DSACH_CHI_TIET_DVKT',
    'CHI_TIET_DVKT',
    serviceLines(visit, money.services),
  );
  add('XML4', 'CHITIEU_CHITIET_DICHVUCANLAMSANG', 'DSACH_CHI_TIET_CLS', 'CHI_TIET_CLS', resultLines(visit));
  add(
    'XML5',
    'CHITIEU_CHITIET_DIENBIENLAMSANG',
    'DSACH_CHI_TIET_DIEN_BIEN_BENH',
    'CHI_TIET_DIEN_BIEN_BENH',
    courseLines(visit),
  );
  if (isFormer) return tables;
  if (visit.admitted)
    tables.push({
      kind: 'XML7',
      xml: table('', undefined, [
        row('CHI_TIEU_DU_LIEU_GIAY_RA_VIEN', fields130.XML7, dischargePaper(world, visit)),
      ]),
    });
  if (visit.again !== undefined)
    tables.push({
      kind: 'XML14',
      xml: table('', undefined, [
        row('CHI_TIEU_GIAYHEN_KHAMLAI', fields130.XML14, appointmentPaper(world, visit)),
      ]),
    });
  return tables;
}

/** Text of the diagnosis as the doctor writes it. */
function diagnosisText(world: World, visit: Visit): string {
  return [visit.diagnosis, ...visit.others].map((code) => world.diagnosis(code)).join('; ');
}

function address(person: Person): string {
  return `${person.line}, ${person.commune.name}`;
}

function summary(
  world: World,
  visit: Visit,
  sums: { drugs: string; total: string; fund: string; shared: string },
  plant: Plant | undefined,
): Values {
  const { person, facility } = visit;
  const outDay = Math.floor(visit.end / 1440);
  const inDay = Math.floor(visit.start / 1440);
  const text = diagnosisText(world, visit);
  const card = plant?.mistake === 'card-of-another' ? plant.card : person.card?.number;
  const code = plant?.mistake === 'unknown-diagnosis' ? 'Q99.Z' : visit.diagnosis;
  const kind = visit.admitted ? '03' : visit.again !== undefined ? '05' : '01';
  const from = person.card && compactDay(person.card.from);
  const to = person.card && compactDay(person.card.to);
  const born = compactDay(person.born);
  const days = visit.admitted ? outDay - inDay + 1 : kind === '05' ? 30 : 0;
  return {
    MA_BN: person.hospitalNumber,
    HO_TEN: person.name.toLocaleUpperCase('vi'),
    SO_CCCD: person.personalNumber,
    NGAY_SINH: inDay < formerTablesEnd ? born : `${born}0000`,
    GIOI_TINH: person.sex === 'male' ? 1 : 2,
    NHOM_MAU: person.bloodGroup,
    MA_QUOCTICH: '000',
    MA_DANTOC: person.ethnicGroup,
    DIA_CHI: address(person),
    MATINH_CU_TRU: person.commune.provinceCode,
    // Before July 2025 the commune had another code; systems of that time could not know today's.
    MAXA_CU_TRU: inDay >= mergerDayNumber ? person.commune.code : undefined,
    DIEN_THOAI: person.phone,
    MA_THE_BHYT: card,
    MA_THE: card,
    MA_DKBD: person.station.code,
    GT_THE_TU: from,
    GT_THE_DEN: to,
    LY_DO_VV: visit.reason,
    CHAN_DOAN_VAO: world.diagnosis(visit.diagnosis),
    CHAN_DOAN_RV: text,
    TEN_BENH: text,
    MA_BENH_CHINH: code,
    MA_BENH: code,
    MA_BENH_KT: visit.others.join(';'),
    MA_BENHKHAC: visit.others.join(';'),
    MA_DOITUONG_KCB: visit.emergency ? '2' : facility.level === 'station' ? '1.2' : '1.3',
    MA_LYDO_VVIEN: visit.emergency ? 2 : 1,
    NGAY_VAO: compactTime(visit.start),
    NGAY_VAO_NOI_TRU: visit.admitted ? compactTime(visit.start + 30) : undefined,
    NGAY_RA: compactTime(visit.end),
    SO_NGAY_DTRI: days,
    PP_DIEU_TRI: visit.orders.some((order) => order.service.group === '18')
      ? 'Thủ thuật và nội khoa'
      : 'Nội khoa',
    KET_QUA_DTRI: visit.outcome,
    MA_LOAI_RV: 1,
    TINH_TRANG_RV: 1,
    NGAY_TTOAN: compactTime(visit.end + 5),
    T_THUOC: sums.drugs,
    T_VTYT: 0,
    T_TONGCHI_BV: sums.total,
    T_TONGCHI_BH: sums.total,
    T_TONGCHI: sums.total,
    T_BNTT: 0,
    T_BNCCT: sums.shared,
    T_BHTT: sums.fund,
    T_NGUONKHAC: 0,
    T_BHTT_GDV: sums.fund,
    NAM_QT: yearOf(outDay),
    THANG_QT: Number(compactDay(outDay).slice(4, 6)),
    MA_LOAI_KCB: kind,
    MA_KHOA: visit.admitted ? 'K03' : 'K01',
    MA_CSKCB: facility.code,
    CAN_NANG:
      ageAt(person.born, inDay) < 16 || visit.vitals.heightCm !== undefined
        ? visit.vitals.weightKg.toFixed(2)
        : undefined,
    NGAY_TAI_KHAM: visit.again === undefined ? undefined : compactDay(visit.again),
    MA_HSBA: visit.recordNumber,
  };
}

function drugLines(
  visit: Visit,
  money: ReturnType<typeof visitMoney>['drugs'],
  plant: Plant | undefined,
): Values[] {
  return visit.prescriptions.map(({ drug, orderedAt }, i) => {
    const line = money[i]!;
    const isPlanted = i === 0;
    const total = claimAmount(line.total);
    return {
      MA_THUOC: `SYN.${drug.drug.atc}`,
      MA_NHOM: 4,
      TEN_THUOC: drug.drug.name,
      DON_VI_TINH: drug.drug.unit,
      HAM_LUONG: drug.drug.strength,
      DUONG_DUNG: drug.drug.route === 'Uống' ? '1.01' : drug.drug.route === 'Tiêm' ? '2.10' : undefined,
      DANG_BAO_CHE: drug.drug.form,
      LIEU_DUNG: drug.dose,
      CACH_DUNG: drug.use,
      PHAM_VI: 1,
      TYLE_TT_BH: 100,
      TYLE_TT: 100,
      SO_LUONG: isPlanted && plant?.mistake === 'negative-quantity' ? -line.quantity : line.quantity,
      DON_GIA: line.priceDong,
      THANH_TIEN_BV: total,
      THANH_TIEN_BH: total,
      THANH_TIEN: total,
      ...payment(visit, line),
      MA_KHOA: visit.admitted ? 'K03' : 'K01',
      MA_BAC_SI: visit.doctor.licence,
      MA_BENH: visit.diagnosis,
      NGAY_YL: isPlanted && plant?.mistake === 'impossible-date' ? '202602300960' : compactTime(orderedAt),
      MA_PTTT: 1,
      NGUON_CTRA: 1,
    };
  });
}

function payment(visit: Visit, line: { readonly fund: bigint; readonly shared: bigint }): Values {
  return {
    T_NGUONKHAC: 0,
    MUC_HUONG: fundPercent(visit),
    T_BNTT: 0,
    T_BNCCT: claimAmount(line.shared),
    T_BHTT: claimAmount(line.fund),
    T_NGOAIDS: 0,
  };
}

function serviceLines(visit: Visit, money: ReturnType<typeof visitMoney>['services']): Values[] {
  return visit.orders.map(({ service, orderedAt, doneAt }, i) => {
    const line = money[i]!;
    const total = claimAmount(line.total);
    const isBed = service.group === '15';
    return {
      MA_DICH_VU: service.code,
      MA_NHOM: service.group,
      TEN_DICH_VU: service.name,
      DON_VI_TINH: isBed ? 'Ngày' : 'Lần',
      PHAM_VI: 1,
      SO_LUONG: line.quantity,
      DON_GIA_BV: line.priceDong,
      DON_GIA_BH: line.priceDong,
      DON_GIA: line.priceDong,
      TYLE_TT_DV: 100,
      TYLE_TT_BH: 100,
      TYLE_TT: 100,
      THANH_TIEN_BV: total,
      THANH_TIEN_BH: total,
      THANH_TIEN: total,
      ...payment(visit, line),
      MA_KHOA: visit.admitted ? 'K03' : 'K01',
      MA_GIUONG: isBed ? `H${String((visit.person.index % 40) + 1).padStart(3, '0')}` : undefined,
      MA_BAC_SI: visit.doctor.licence,
      MA_BENH: visit.diagnosis,
      NGAY_YL: compactTime(orderedAt),
      NGAY_KQ: compactTime(doneAt),
      MA_PTTT: 1,
    };
  });
}

function resultLines(visit: Visit): Values[] {
  return visit.orders.flatMap(({ service, doneAt, results, finding, conclusion }): Values[] => {
    const common = {
      MA_DICH_VU: service.code,
      NGAY_KQ: compactTime(doneAt),
      MA_BS_DOC_KQ: visit.doctor.licence,
    };
    const values = results.map((result) => ({
      ...common,
      TEN_CHI_SO: result.name,
      GIA_TRI: result.value,
      DON_VI_DO: result.unit,
    }));
    return conclusion === undefined
      ? values
      : [...values, { ...common, MO_TA: finding, KET_LUAN: conclusion }];
  });
}

/** Vital signs stand as words in the course of illness, as doctors dictate them. */
function courseLines(visit: Visit): Values[] {
  const { vitals } = visit;
  const pressure = vitals.systolic === undefined ? '' : ` HA ${vitals.systolic}/${vitals.diastolic} mmHg;`;
  const signs = `Mạch ${vitals.pulse} lần/phút;${pressure} Nhiệt độ ${vitals.temperature.toFixed(1)}; Nhịp thở ${vitals.breaths}; SpO2 ${vitals.saturation}%`;
  const lines = [{ at: visit.start + 5, text: signs }, ...visit.notes];
  return lines.map(({ at, text }) => ({
    DIEN_BIEN_LS: text,
    DIEN_BIEN: text,
    THOI_DIEM_DBLS: compactTime(at),
    NGAY_YL: compactTime(at),
    NGUOI_THUC_HIEN: visit.doctor.licence,
  }));
}

function dischargePaper(world: World, visit: Visit): Values {
  return {
    MA_LK: visit.key,
    SO_LUU_TRU: visit.recordNumber,
    MA_YTE: visit.person.personalNumber,
    MA_KHOA_RV: 'K03',
    NGAY_VAO: compactTime(visit.start),
    NGAY_RA: compactTime(visit.end),
    CHAN_DOAN_RV: diagnosisText(world, visit),
    PP_DIEUTRI: 'Nội khoa',
    GHI_CHU: 'Khám lại khi có dấu hiệu bất thường',
    MA_BS: visit.doctor.licence,
    TEN_BS: visit.doctor.name,
    NGAY_CT: compactDay(Math.floor(visit.end / 1440)),
  };
}

function appointmentPaper(world: World, visit: Visit): Values {
  const { person } = visit;
  return {
    MA_LK: visit.key,
    SO_GIAYHEN_KL: `${visit.key.slice(3)}/GH`,
    MA_CSKCB: visit.facility.code,
    HO_TEN: person.name.toLocaleUpperCase('vi'),
    NGAY_SINH: `${compactDay(person.born)}0000`,
    GIOI_TINH: person.sex === 'male' ? 1 : 2,
    DIA_CHI: address(person),
    MA_THE_BHYT: person.card?.number,
    GT_THE_DEN: person.card && compactDay(person.card.to),
    NGAY_VAO: compactTime(visit.start),
    NGAY_RA: compactTime(visit.end),
    NGAY_HEN_KL: compactDay(visit.again!),
    CHAN_DOAN_RV: diagnosisText(world, visit),
    MA_BENH_CHINH: visit.diagnosis,
    MA_BENH_KT: visit.others.join(';'),
    MA_DOITUONG_KCB: visit.facility.level === 'station' ? '1.2' : '1.3',
    MA_BAC_SI: visit.doctor.licence,
    NGAY_CT: compactDay(Math.floor(visit.end / 1440)),
  };
}
