import { detectShape } from '../fhir-files/detect-shape.ts';

/** What a file is, by its content alone. */
export type FileKind =
  | { readonly kind: 'insurance' }
  | { readonly kind: 'fhir' }
  | { readonly kind: 'hl7v2' }
  /** One table of a claim without its envelope. */
  | { readonly kind: 'insurance-table'; readonly root: string }
  | { readonly kind: 'other' };

/** Roots of the inner tables XML1 to XML15. @source QĐ 130/QĐ-BYT 2023, QĐ 4750/QĐ-BYT 2023 (tables of the output standard) */
const tableRoot = /^(?:TONG_HOP|CHITIEU_[A-Z0-9_]+|CHI_TIEU_[A-Z0-9_]+)$/;

/** Bytes that detection looks at. */
export const DETECT_BYTES = 256 * 1024;

/** Says what the first bytes of a file are; names and extensions mean nothing. */
export async function detectKind(head: Buffer): Promise<FileKind> {
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  const start = text.replace(/^[\s\v]+/, '');
  if (/^(?:MSH[^A-Za-z0-9\s]|(?:FHS|BHS)[^A-Za-z0-9\s])/.test(start)) return { kind: 'hl7v2' };
  if (start.startsWith('<')) return detectXml(start);
  if (start.startsWith('{'))
    return (await detectShape(head)) === undefined ? { kind: 'other' } : { kind: 'fhir' };
  return { kind: 'other' };
}

function detectXml(text: string): FileKind {
  const root = /<([A-Za-z_][\w.-]*)(?=[\s/>])/.exec(
    text.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>]*>/g, ''),
  )?.[1];
  if (root === undefined) return { kind: 'other' };
  if (root.toUpperCase() === 'GIAMDINHHS') return { kind: 'insurance' };
  return tableRoot.test(root) ? { kind: 'insurance-table', root } : { kind: 'other' };
}
