import type { Resource } from '@medplum/fhirtypes';
import type { RecordStore } from './record-store.ts';

const pageSize = 1000;

/** Every resource that a search finds, page by page, as the actor of the record may see them. Only where few are meant. */
export async function searchAll<T extends Resource>(
  record: Pick<RecordStore, 'search'>,
  type: string,
  query: string,
): Promise<T[]> {
  const found: T[] = [];
  let cursor = '';
  for (;;) {
    const page = await record.search(type, `${query}&_count=${pageSize}&_total=none${cursor}`);
    for (const { id, text } of page.matches) found.push({ ...(JSON.parse(text) as T), id });
    if (page.next === undefined) return found;
    cursor = `&_cursor=${encodeURIComponent(page.next)}`;
  }
}
