import type { CodeTable } from '#kernel/terminology/code-table.ts';
import type { CodeSystemEntry } from '#kernel/terminology/terminology-source.ts';
import type { CodeLine, CodeList } from '../api.ts';

/** A code as the page shows it. */
export function codeLine(table: CodeTable, at: number): CodeLine {
  const vi = table.vi(at);
  const en = table.en(at);
  return {
    code: table.code(at),
    ...(vi !== undefined && { vi }),
    ...(en !== undefined && { en }),
    inactive: table.isInactive(at),
    abstract: table.isAbstract(at),
  };
}

/** A list as the page shows it. */
export function listLine(entry: CodeSystemEntry): CodeList {
  const { url, version, title, content, source, count, status } = entry;
  return {
    url,
    title,
    content,
    retired: status === 'retired',
    family: source?.startsWith('HL7 FHIR') ? 'hl7' : 'house',
    ...(version !== undefined && { version }),
    ...(source !== undefined && { source }),
    ...(count !== undefined && { count }),
  };
}
