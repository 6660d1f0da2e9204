import type { DocumentReference } from '@medplum/fhirtypes';
import type { TableName } from '../field-lists.ts';
import { linesOf } from './checked-visit.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, timeOf } from './map-context.ts';
import type { MapContext } from './map-context.ts';

/** Papers that FHIR R4 has no resource of their own for; their fields are kept word for word. */
const papers: Readonly<Partial<Record<TableName, string>>> = {
  XML6: 'Hồ sơ chăm sóc và điều trị HIV/AIDS',
  XML9: 'Giấy chứng sinh',
  XML10: 'Giấy chứng nhận nghỉ dưỡng thai',
  XML11: 'Giấy chứng nhận nghỉ việc hưởng bảo hiểm xã hội',
  XML15: 'Hồ sơ quản lý điều trị lao',
};

/**
 * Documents of the visit: one for each table above with its lines as text, and one that points to the stored source for each kind
 * of table that is not in the regulation or has no named row.
 * @source QĐ 130/QĐ-BYT 2023, QĐ 4750/QĐ-BYT 2023: XML6, XML9, XML10, XML11, XML12, XML15
 */
export function mapDocuments(visit: TakenVisit, context: MapContext): DocumentReference[] {
  const known = Object.entries(papers).flatMap(([table, title]) => {
    const lines = linesOf(visit, table as TableName);
    return lines.length === 0 ? [] : [mapPaper(table, title, lines, visit, context)];
  });
  const others = [...new Set(visit.otherTables)].map((kind) => mapStored(kind, visit, context));
  return [...known, ...others];
}

function mapPaper(
  table: string,
  title: string,
  lines: readonly ClaimLine[],
  visit: TakenVisit,
  context: MapContext,
): DocumentReference {
  const text = lines
    .map((line) => [...line.entries()].map(([name, value]) => `${name}: ${value}`).join('\n'))
    .join('\n\n');
  const data = base64(text);
  return {
    ...base(table, title, visit, context),
    ...(table === 'XML6'
      ? { securityLabel: [{ coding: [coded('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'HIV')] }] }
      : {}),
    content: [{ attachment: { contentType: 'text/plain; charset=utf-8', language: 'vi', data, title } }],
  };
}

function mapStored(kind: string, visit: TakenVisit, context: MapContext): DocumentReference {
  const title = kind === 'XML12' ? 'Biên bản giám định y khoa' : `Bảng ${kind}`;
  return {
    ...base(kind, title, visit, context),
    content: [
      { attachment: { contentType: 'application/xml', url: `urn:sen:source:${context.sourceId}`, title } },
    ],
  };
}

function base(
  kind: string,
  title: string,
  visit: TakenVisit,
  context: MapContext,
): Omit<DocumentReference, 'content'> {
  const time = timeOf(visit.summary.get('NGAY_RA')) ?? timeOf(visit.summary.get('NGAY_VAO'));
  return {
    resourceType: 'DocumentReference',
    id: context.id(`DocumentReference/${kind}`),
    status: 'current',
    type: { text: title },
    subject: { reference: context.patient },
    ...(time !== undefined && time.length > 10 ? { date: time } : {}),
    author: [{ reference: context.facility }],
    custodian: { reference: context.facility },
    description: title,
    context: { encounter: [{ reference: `Encounter/${context.id('Encounter')}` }] },
  };
}

function base64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
