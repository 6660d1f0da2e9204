import { drugs, type Drug } from '#kernel/terminology/drugs.ts';
import { findLabTest, type LabTest } from '#kernel/terminology/lab-tests.ts';

/** A drug as a prescription of a story uses it. Prices are invented, in đồng. */
export interface StoryDrug {
  readonly drug: Drug;
  readonly priceDong: number;
  /** Units for one day. */
  readonly perDay: number;
  readonly dose: string;
  readonly use: string;
}

/** [name, strength, price, units a day, dose, use]; name and strength as in the list of primary-care drugs. */
const drugRows: Readonly<Record<string, readonly [string, string, number, number, string, string]>> = {
  amlodipin: ['Amlodipin', '5 mg', 450, 1, '1 viên/lần, 1 lần/ngày', 'Uống buổi sáng'],
  losartan: ['Losartan', '50 mg', 900, 1, '1 viên/lần, 1 lần/ngày', 'Uống buổi sáng'],
  metformin: ['Metformin', '850 mg', 650, 2, '1 viên/lần, 2 lần/ngày', 'Uống trong bữa ăn'],
  gliclazid: ['Gliclazid', '30 mg', 1200, 1, '1 viên/lần, 1 lần/ngày', 'Uống trước ăn sáng'],
  atorvastatin: ['Atorvastatin', '20 mg', 800, 1, '1 viên/lần, 1 lần/ngày', 'Uống buổi tối'],
  aspirin: ['Acid acetylsalicylic', '81 mg', 350, 1, '1 viên/lần, 1 lần/ngày', 'Uống sau ăn'],
  bisoprolol: ['Bisoprolol', '5 mg', 1100, 1, '1 viên/lần, 1 lần/ngày', 'Uống buổi sáng'],
  salbutamol: ['Salbutamol', '100 mcg/liều', 52000, 0.03, '2 nhát/lần khi khó thở', 'Xịt họng'],
  budesonid: [
    'Budesonid + formoterol',
    '160 mcg + 4.5 mcg',
    235000,
    0.03,
    '1 liều/lần, 2 lần/ngày',
    'Hít, súc miệng sau khi hít',
  ],
  meloxicam: ['Meloxicam', '7.5 mg', 400, 1, '1 viên/lần, 1 lần/ngày', 'Uống sau ăn'],
  glucosamin: ['Glucosamin', '500 mg', 700, 2, '1 viên/lần, 2 lần/ngày', 'Uống sau ăn'],
  eperison: ['Eperison', '50 mg', 500, 3, '1 viên/lần, 3 lần/ngày', 'Uống sau ăn'],
  omeprazol: ['Omeprazol', '20 mg', 350, 1, '1 viên/lần, 1 lần/ngày', 'Uống trước ăn 30 phút'],
  domperidon: ['Domperidon', '10 mg', 300, 2, '1 viên/lần, 2 lần/ngày', 'Uống trước ăn'],
  paracetamol: [
    'Paracetamol',
    '500 mg',
    250,
    3,
    '1 viên/lần khi sốt hoặc đau, cách nhau 6 giờ',
    'Uống sau ăn',
  ],
  'paracetamol-child': [
    'Paracetamol',
    '250 mg',
    900,
    3,
    '1 gói/lần khi sốt, cách nhau 6 giờ',
    'Pha với nước ấm',
  ],
  amoxicilin: ['Amoxicilin', '500 mg', 700, 3, '1 viên/lần, 3 lần/ngày', 'Uống sau ăn'],
  'amoxicilin-child': ['Amoxicilin', '250 mg', 1500, 3, '1 gói/lần, 3 lần/ngày', 'Pha với nước'],
  ceftriaxon: ['Ceftriaxon', '1 g', 8200, 1, '1 lọ/lần, 1 lần/ngày', 'Tiêm tĩnh mạch chậm'],
  cefalexin: ['Cefalexin', '500 mg', 800, 3, '1 viên/lần, 3 lần/ngày', 'Uống sau ăn'],
  ciprofloxacin: ['Ciprofloxacin', '500 mg', 900, 2, '1 viên/lần, 2 lần/ngày', 'Uống sau ăn'],
  metronidazol: ['Metronidazol', '250 mg', 300, 4, '2 viên/lần, 2 lần/ngày', 'Uống sau ăn'],
  acetylcystein: ['Acetylcystein', '200 mg', 600, 2, '1 gói/lần, 2 lần/ngày', 'Pha với nước'],
  ambroxol: ['Ambroxol', '30 mg', 350, 2, '1 viên/lần, 2 lần/ngày', 'Uống sau ăn'],
  oresol: [
    'Oresol (muối bù nước)',
    'gói pha 200 ml',
    1600,
    3,
    '1 gói pha 200 ml nước, uống dần trong ngày',
    'Pha đúng 200 ml',
  ],
  zinc: ['Kẽm gluconat', '70 mg (10 mg kẽm)', 700, 1, '1 viên/lần, 1 lần/ngày', 'Uống sau ăn'],
  loratadin: ['Loratadin', '10 mg', 400, 1, '1 viên/lần, 1 lần/ngày', 'Uống buổi tối'],
  tobramycin: ['Tobramycin', '0.3%', 9500, 0.1, '1 giọt/lần, 4 lần/ngày', 'Nhỏ mắt'],
  betahistin: ['Betahistin', '16 mg', 1300, 2, '1 viên/lần, 2 lần/ngày', 'Uống sau ăn'],
  iron: ['Sắt fumarat + acid folic', '200 mg + 1 mg', 600, 1, '1 viên/lần, 1 lần/ngày', 'Uống sau ăn'],
  'vitamin-c': ['Vitamin C', '500 mg', 300, 1, '1 viên/lần, 1 lần/ngày', 'Uống buổi sáng'],
};

const known = new Map<string, StoryDrug>();

/** A drug by its word; throws for a word that the list does not hold. */
export function storyDrug(word: string): StoryDrug {
  const before = known.get(word);
  if (before !== undefined) return before;
  const [name, strength, priceDong, perDay, dose, use] = drugRows[word] ?? [word, '', 0, 0, '', ''];
  const drug = drugs.find((one) => one.name === name && one.strength === strength);
  if (drug === undefined) throw new RangeError(`no such drug: ${word}`);
  const made = { drug, priceDong, perDay, dose, use };
  known.set(word, made);
  return made;
}

/** A service as a claim bills it. Codes with dots are of the official list; 'SYN.' marks our own. Prices are invented. */
export interface StoryService {
  readonly code: string;
  readonly name: string;
  /** MA_NHOM. */
  readonly group: string;
  readonly priceDong: number;
}

export const consultation: StoryService = {
  code: 'SYN.KHAM',
  name: 'Khám bệnh',
  group: '13',
  priceDong: 39_000,
};
export const bedDay: StoryService = {
  code: 'SYN.GIUONG',
  name: 'Ngày giường điều trị nội trú',
  group: '15',
  priceDong: 210_000,
};

/** Imaging and functional tests with what they usually find. */
export const imagingServices: Readonly<
  Record<
    string,
    StoryService & { readonly finding: string; readonly conclusion: string; readonly section: string }
  >
> = {
  abdomen: {
    code: '18.0015.0001',
    name: 'Siêu âm ổ bụng (gan mật, tụy, lách, thận, bàng quang)',
    group: '2',
    priceDong: 58_600,
    section: 'US',
    finding: 'Gan không to, bờ đều. Túi mật không sỏi. Hai thận không ứ nước.',
    conclusion: 'Hiện tại chưa thấy bất thường trên siêu âm',
  },
  pregnancy: {
    code: '18.0020.0001',
    name: 'Siêu âm thai (thai, nhau thai, nước ối)',
    group: '2',
    priceDong: 58_600,
    section: 'US',
    finding: 'Một thai trong buồng tử cung, tim thai đều, nước ối bình thường.',
    conclusion: 'Thai phát triển phù hợp tuổi thai',
  },
  chest: {
    code: 'SYN.XQNGUC',
    name: 'Chụp X-quang ngực thẳng',
    group: '2',
    priceDong: 73_300,
    section: 'RAD',
    finding: 'Đám mờ không đồng nhất thùy dưới phổi phải. Bóng tim không to.',
    conclusion: 'Hình ảnh viêm phổi thùy dưới phải',
  },
  wrist: {
    code: 'SYN.XQCOTAY',
    name: 'Chụp X-quang cổ tay thẳng, nghiêng',
    group: '2',
    priceDong: 73_300,
    section: 'RAD',
    finding: 'Gãy đầu dưới xương quay, di lệch ít.',
    conclusion: 'Gãy kín đầu dưới xương quay',
  },
  ecg: {
    code: '02.0085.1778',
    name: 'Điện tim thường',
    group: '3',
    priceDong: 39_900,
    section: 'EC',
    finding: 'Nhịp xoang đều 72 lần/phút, trục trung gian.',
    conclusion: 'Điện tim trong giới hạn bình thường',
  },
  spirometry: {
    code: '02.0024.1791',
    name: 'Đo chức năng hô hấp',
    group: '3',
    priceDong: 144_300,
    section: 'PF',
    finding: 'FEV1/FVC sau giãn phế quản 62%.',
    conclusion: 'Rối loạn thông khí tắc nghẽn mức độ trung bình',
  },
  gastroscopy: {
    code: '02.0305.0135',
    name: 'Nội soi thực quản - dạ dày - tá tràng không sinh thiết',
    group: '3',
    priceDong: 276_500,
    section: 'EN',
    finding: 'Niêm mạc hang vị sung huyết, không loét.',
    conclusion: 'Viêm dạ dày sung huyết hang vị',
  },
};

export const procedures: Readonly<Record<string, StoryService>> = {
  suture: {
    code: '03.3827.0216',
    name: 'Khâu vết thương phần mềm dài dưới 10cm',
    group: '18',
    priceDong: 194_700,
  },
  cast: { code: '03.3852.0522', name: 'Nắn, bó bột gãy một xương cẳng tay', group: '18', priceDong: 372_700 },
  birth: { code: '13.0033.0614', name: 'Đỡ đẻ thường ngôi chỏm', group: '18', priceDong: 786_700 },
};

/** A laboratory service and the indices it answers. */
export interface StoryTest extends StoryService {
  readonly indices: readonly {
    readonly test: LabTest;
    readonly name: string;
    readonly unit: string;
    readonly decimals: number;
  }[];
  /** Section of the laboratory (table 0074). */
  readonly section: string;
}

/** [code, service name, price, section, then 'loinc name unit decimals' of each index]. Codes are our own. */
const testRows: Readonly<Record<string, readonly [string, string, number, string, ...string[]]>> = {
  glucose: ['SYN.GLU', 'Định lượng Glucose [Máu]', 22_400, 'CH', '14771-0|Glucose|mmol/L|1'],
  hba1c: ['SYN.HBA1C', 'Định lượng HbA1c [Máu]', 105_300, 'CH', '4548-4|HbA1c|%|1'],
  creatinin: ['SYN.CRE', 'Định lượng Creatinin (máu)', 22_400, 'CH', '14682-9|Creatinin|µmol/L|0'],
  ure: ['SYN.URE', 'Định lượng Urê máu [Máu]', 22_400, 'CH', '22664-7|Ure|mmol/L|1'],
  kali: [
    'SYN.DGD',
    'Điện giải đồ (Na, K, Cl) [Máu]',
    30_200,
    'CH',
    '2951-2|Natri|mmol/L|0',
    '2823-3|Kali|mmol/L|1',
    '2075-0|Clo|mmol/L|0',
  ],
  cholesterol: [
    'SYN.CHOL',
    'Định lượng Cholesterol toàn phần (máu)',
    28_000,
    'CH',
    '14647-2|Cholesterol toàn phần|mmol/L|1',
  ],
  triglycerid: ['SYN.TG', 'Định lượng Triglycerid (máu) [Máu]', 28_000, 'CH', '14927-8|Triglycerid|mmol/L|1'],
  hdl: ['SYN.HDL', 'Định lượng HDL-C [Máu]', 28_000, 'CH', '14646-4|HDL-C|mmol/L|1'],
  ldl: ['SYN.LDL', 'Định lượng LDL-C [Máu]', 28_000, 'CH', '22748-8|LDL-C|mmol/L|1'],
  ast: ['SYN.AST', 'Đo hoạt độ AST (GOT) [Máu]', 22_400, 'CH', '1920-8|AST (GOT)|U/L|0'],
  alt: ['SYN.ALT', 'Đo hoạt độ ALT (GPT) [Máu]', 22_400, 'CH', '1742-6|ALT (GPT)|U/L|0'],
  crp: ['SYN.CRP', 'Định lượng CRP', 56_100, 'CH', '1988-5|CRP|mg/L|1'],
  ns1: ['SYN.NS1', 'Dengue virus NS1Ag test nhanh', 142_500, 'SR', '75377-2|Dengue NS1 Ag test nhanh||0'],
  urine: [
    'SYN.NT',
    'Tổng phân tích nước tiểu',
    28_600,
    'UA',
    '5799-2|Bạch cầu niệu (esterase)||0',
    '20454-5|Protein niệu||0',
  ],
  cbc: [
    'SYN.CTM',
    'Tổng phân tích tế bào máu ngoại vi',
    43_500,
    'HM',
    '6690-2|WBC|G/L|1',
    '789-8|RBC|T/L|2',
    '718-7|Hb|g/L|0',
    '4544-3|Hct|%|1',
    '777-3|PLT|G/L|0',
  ],
};

const knownTests = new Map<string, StoryTest>();

/** A laboratory service by its word; throws for an unknown word or index. */
export function storyTest(word: string): StoryTest {
  const before = knownTests.get(word);
  if (before !== undefined) return before;
  const row = testRows[word];
  if (row === undefined) throw new RangeError(`no such test: ${word}`);
  const [code, name, priceDong, section, ...indices] = row;
  const made: StoryTest = {
    code,
    name,
    group: '1',
    priceDong,
    section,
    indices: indices.map((text) => {
      const [loinc, index, unit, decimals] = text.split('|') as [string, string, string, string];
      const test = findLabTest({ code: loinc });
      if (test === undefined) throw new RangeError(`no such index: ${loinc}`);
      return { test, name: index, unit, decimals: Number(decimals) };
    }),
  };
  knownTests.set(word, made);
  return made;
}

/** Every word of the catalogue, for tests. */
export const words = { drugs: Object.keys(drugRows), tests: Object.keys(testRows) } as const;
