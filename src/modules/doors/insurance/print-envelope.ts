import { fieldLists, rowElements } from './field-lists.ts';
import type { TableName } from './field-lists.ts';
import { escapeXml } from './domain/notebook.ts';

/** One row to print: field -> value, in any order; fields that are not named are printed empty. */
export type PrintLine = Readonly<Record<string, string>>;

/** One visit to print. */
export interface PrintVisit {
  readonly tables: Readonly<Partial<Record<TableName, readonly PrintLine[]>>>;
}

/** Root and list elements around the rows; tables of one row have neither list nor another root. */
const frames: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  XML2: ['CHITIEU_CHITIET_THUOC', 'DSACH_CHI_TIET_THUOC'],
  XML3: ['CHITIEU_CHITIET_DVKT_VTYT', 'DSACH_CHI_TIET_DVKT'],
  XML4: ['CHITIEU_CHITIET_DICHVUCANLAMSANG', 'DSACH_CHI_TIET_CLS'],
  XML5: ['CHITIEU_CHITIET_DIENBIENLAMSANG', 'DSACH_CHI_TIET_DIEN_BIEN_BENH'],
  XML6: [
    'CHI_TIEU_HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS',
    'DSACH_HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS',
  ],
  XML9: ['CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH', 'DSACH_GIAYCHUNGSINH'],
  XML15: ['CHI_TIEU_DIEUTRI_BENHLAO', 'DSACH_CHITIET_DIEUTRI_BENHLAO'],
};

/**
 * Prints a claim envelope piece by piece, in the field order of the regulation; fields that a table does not know (the former
 * edition's) follow behind. `declared` overrides SOLUONGHOSO.
 * @source QĐ 130/QĐ-BYT 2023: envelope GIAMDINHHS, base64 of each table
 */
export function* printEnvelope(
  envelope: { readonly facility: string; readonly madeOn: string; readonly declared?: string },
  visits: readonly PrintVisit[],
): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<GIAMDINHHS>\n<THONGTINDONVI><MACSKCB>${escapeXml(envelope.facility)}</MACSKCB></THONGTINDONVI>\n`;
  yield `<THONGTINHOSO><NGAYLAP>${escapeXml(envelope.madeOn)}</NGAYLAP><SOLUONGHOSO>${escapeXml(envelope.declared ?? String(visits.length))}</SOLUONGHOSO>\n<DANHSACHHOSO>\n`;
  for (const visit of visits) yield printVisit(visit);
  yield '</DANHSACHHOSO></THONGTINHOSO>\n<CHUKYDONVI></CHUKYDONVI>\n</GIAMDINHHS>\n';
}

export function printVisit(visit: PrintVisit): string {
  const files = Object.entries(visit.tables).map(([table, lines]) => {
    const content = Buffer.from(printTable(table as TableName, lines)).toString('base64');
    return `<FILEHOSO><LOAIHOSO>${table}</LOAIHOSO><NOIDUNGFILE>${content}</NOIDUNGFILE></FILEHOSO>`;
  });
  return `<HOSO>\n${files.join('\n')}\n</HOSO>\n`;
}

/** The inner document of one table. */
export function printTable(table: TableName, lines: readonly PrintLine[]): string {
  const row = rowElements[table] ?? table;
  const frame = frames[table] ?? [];
  const rows = lines.map((line) => printRow(table, row, line)).join('\n');
  const open = frame.map((name) => `<${name}>`).join('');
  const close = frame
    .toReversed()
    .map((name) => `</${name}>`)
    .join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}${rows}${close}`;
}

function printRow(table: TableName, row: string, line: PrintLine): string {
  const known = fieldLists[table].split(' ').map((field) => field.slice(0, field.indexOf(':')));
  const isFormer = Object.keys(line).some((field) => field !== 'MA_LK' && !known.includes(field));
  const fields = isFormer ? Object.keys(line) : known;
  return `<${row}>${fields.map((field) => `<${field}>${escapeXml(line[field] ?? '')}</${field}>`).join('')}</${row}>`;
}
