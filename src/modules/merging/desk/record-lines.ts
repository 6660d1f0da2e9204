import type { Resource } from '@medplum/fhirtypes';
import { sensitiveBits, sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';
import type { Context } from '#platform/context.ts';
import type { RecordLine } from '../api.ts';
import { namesOf } from './facts-of-person.ts';

/** What is no line of care: what is said of others, and the person herself. */
const asides: ReadonlySet<string> = new Set(['Patient', 'Provenance', 'AuditEvent']);
const pageSize = 1000;

/** The lines of a record, read by the desk. */
export async function linesOf(desk: Context, patientId: string, since?: Date): Promise<Resource[]> {
  const lines: Resource[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      _count: String(pageSize),
      ...(since !== undefined && { _since: since.toISOString() }),
      ...(cursor !== undefined && { _cursor: cursor }),
    });
    const page = await desk.record.everything(patientId, query.toString());
    for (const { text } of page.matches) lines.push(JSON.parse(text) as Resource);
    cursor = page.next;
  } while (cursor !== undefined);
  return lines;
}

/** True for a line of somebody's care. */
export const isLine = ({ resourceType }: Resource): boolean => !asides.has(resourceType);

/** The name of a line. */
export const nameOfLine = ({ resourceType, id }: Resource): string => `${resourceType}/${id ?? ''}`;

/** Lines as the desk shows them: when and where, nothing of what was found. */
export async function showLines(desk: Context, lines: readonly Resource[]): Promise<RecordLine[]> {
  const facilities = await namesOf(
    desk,
    lines.flatMap((line) => facilityOf(line) ?? []),
  );
  return lines.map((line) => {
    const [day, facility] = [dayOf(line), facilityOf(line)];
    return {
      reference: nameOfLine(line),
      type: line.resourceType,
      ...(day !== undefined && { day }),
      ...(facility !== undefined && { facility: facilities.get(facility) ?? facility }),
      writtenAt: line.meta?.lastUpdated ?? '',
      isSensitive: (sensitivityOf({ ...line }) & sensitiveBits) !== 0,
    };
  });
}

const times = [
  'effectiveDateTime',
  'occurrenceDateTime',
  'performedDateTime',
  'onsetDateTime',
  'recordedDate',
  'authoredOn',
  'issued',
  'date',
  'created',
  'start',
] as const;

function dayOf(line: Resource): string | undefined {
  const elements = line as unknown as Readonly<Record<string, unknown>>;
  const period = (elements['period'] ?? elements['effectivePeriod'] ?? elements['performedPeriod']) as
    { readonly start?: unknown } | undefined;
  const found = [period?.start, ...times.map((name) => elements[name])].find(
    (one) => typeof one === 'string',
  );
  return typeof found === 'string' ? found.slice(0, 10) : undefined;
}

function facilityOf(line: Resource): string | undefined {
  return /"Organization\/([A-Za-z0-9.-]{1,64})"/u.exec(JSON.stringify(line))?.[1];
}
