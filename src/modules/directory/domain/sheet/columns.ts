import { plainOf } from '../find-words.ts';
import type { SheetCell, SheetRow } from './cell.ts';

/** What a spreadsheet holds. */
export type SheetKind = 'facilities' | 'practitioners';

const facilityHeadings = {
  code: 'mã cơ sở|mã cskcb|ma_cskcb|mã cơ sở kcb|mã cơ sở khám chữa bệnh|mã|facility code|code',
  name: 'tên cơ sở|tên cơ sở kcb|tên cơ sở khám chữa bệnh|tên|facility name|name',
  kind: 'loại cơ sở|loại|loại hình|hình thức tổ chức|kind',
  level: 'cấp chuyên môn|cấp chuyên môn kỹ thuật|cấp|tuyến|hạng|level',
  ownership: 'hình thức sở hữu|sở hữu|công lập tư nhân|ownership',
  licence: 'số giấy phép hoạt động|giấy phép hoạt động|gphđ|operating licence',
  registration: 'số đăng ký kinh doanh|đăng ký kinh doanh|business registration',
  healthCheck: 'mã sổ sức khoẻ điện tử|mã sskđt|mã cơ sở 13 số',
  prescription: 'mã liên thông cơ sở|mã liên thông|prescription code',
  line: 'địa chỉ|số nhà đường|address',
  communeCode: 'mã xã|mã phường xã|mã xã phường|commune code',
  commune: 'xã phường|phường xã|xã|xã phường đặc khu|commune',
  province: 'tỉnh thành phố|tỉnh|thành phố|tỉnh thành|province',
  phone: 'điện thoại|số điện thoại|phone',
  email: 'email|thư điện tử|e mail',
  web: 'website|trang web|web',
  state: 'trạng thái|tình trạng hoạt động|state|status',
  hours: 'giờ mở cửa|giờ làm việc|thời gian hoạt động|hours',
  services: 'dịch vụ|services',
  beds: 'số giường|giường|giường bệnh|beds',
  latitude: 'vĩ độ|latitude|lat',
  longitude: 'kinh độ|longitude|lon|lng',
} as const;

const workerHeadings = {
  name: 'họ tên|họ và tên|tên người hành nghề|name|full name',
  sex: 'giới tính|giới|sex',
  personalNumber: 'số định danh|số định danh cá nhân|cccd|số cccd|căn cước|personal number',
  licence:
    'số giấy phép|số gphn|số cchn|số giấy phép hành nghề|số chứng chỉ hành nghề|licence number|license number|licence',
  from: 'ngày cấp|ngày cấp giấy phép|ngày hiệu lực|issued|valid from',
  to: 'ngày hết hạn|hết hạn|ngày hết hiệu lực|có giá trị đến|hiệu lực đến|valid to|expiry',
  scope: 'phạm vi hành nghề|phạm vi|phạm vi hoạt động chuyên môn|scope',
  issuer: 'nơi cấp|cơ quan cấp|issuer',
  prescriber: 'mã liên thông bác sĩ|mã liên thông|prescriber code',
  facility: 'mã cơ sở|mã cskcb|mã cơ sở kcb|nơi làm việc mã|facility code',
  title: 'chức danh|vị trí|vị trí chuyên môn|chức vụ|post|title',
  specialty: 'chuyên khoa|chuyên ngành|specialty',
  postFrom: 'ngày bắt đầu làm việc|từ ngày|ngày vào làm|post from',
} as const;

export type FacilityColumn = keyof typeof facilityHeadings;
export type WorkerColumn = keyof typeof workerHeadings;

/** Columns without which nothing can be read. */
const needed = { facilities: ['code', 'name'], practitioners: ['name', 'licence'] } as const;

function namesOf(headings: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(headings).flatMap(([column, names]) =>
      names.split('|').map((name) => [plainOf(name), column] as const),
    ),
  );
}

const known = { facilities: namesOf(facilityHeadings), practitioners: namesOf(workerHeadings) } as const;

/** The headings of a sheet: where each column stands and how it is called there. */
export interface SheetHead {
  readonly line: number;
  readonly columns: Readonly<Record<string, { readonly at: number; readonly heading: string }>>;
  /** Headings that nothing is known of; their columns are passed over. */
  readonly unused: readonly string[];
}

/**
 * The headings in a row, if it is one that holds them; a title or a line of the ministry may stand above. Of two columns of one meaning the
 * first counts.
 */
export function readHead(kind: SheetKind, { line, cells }: SheetRow): SheetHead | undefined {
  const columns: Record<string, { at: number; heading: string }> = {};
  const unused: string[] = [];
  cells.forEach(({ text }, at) => {
    const heading = text.replace(/\s+/gu, ' ').trim();
    if (heading === '') return;
    const column = known[kind].get(plainOf(heading.replace(/\([^()]{0,100}\)|\*/gu, '')));
    if (column === undefined || columns[column] !== undefined) unused.push(heading.slice(0, 100));
    else columns[column] = { at, heading: heading.slice(0, 100) };
  });
  return needed[kind].every((column) => columns[column] !== undefined)
    ? { line, columns, unused }
    : undefined;
}

/** One line of a sheet by its columns. */
export interface LineCells {
  /** The cell of a column; an empty one where the sheet has no such column. */
  readonly cell: (column: string) => SheetCell;
  readonly heading: (column: string) => string;
}

const nothing: SheetCell = { kind: 'text', text: '' };

export function cellsOf(head: SheetHead, row: SheetRow): LineCells {
  return {
    cell: (column) => row.cells[head.columns[column]?.at ?? -1] ?? nothing,
    heading: (column) => head.columns[column]?.heading ?? column,
  };
}
