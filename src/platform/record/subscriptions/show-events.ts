import type { AuditLine } from '../../audit/audit-log.ts';
import type { RecordHost } from '../desk.ts';
import { reached } from '../search/reached.ts';
import { fhirIdOf } from '../rows.ts';
import type { EventRow } from './event-rows.ts';
import type { ShownEvent } from './notification.ts';
import type { Owner } from './owner.ts';
import type { Content } from './subscription.ts';
import { keyOf, versionTexts } from './version-texts.ts';

/** Events with what the owner may see of each at this moment. What she may see no more keeps its number and shows nothing. */
export async function showEvents(
  host: RecordHost,
  owner: Owner,
  events: readonly EventRow[],
  content: Content,
): Promise<ShownEvent[]> {
  if (content === 'empty') return events.map((event) => ({ event, focus: undefined }));
  const q = host.database;
  const versions = events.map(({ focus, version }) => ({ id: focus, version }));
  const texts = await versionTexts(q, host.texts, versions);
  const rows = [...texts.values()].map(({ row }) => row);
  const open = await reached({ q, reach: owner.reach, now: host.now() }, rows);
  const allowed = new Set(open.map(({ id }) => id));
  return events.map((event) => ({
    event,
    focus: allowed.has(event.focus)
      ? texts.get(keyOf({ id: event.focus, version: event.version }))
      : undefined,
  }));
}

/** Writes down, before it leaves the house, whose data are told to whom: a line for each person and type. */
export async function auditShown(
  host: RecordHost,
  owner: Owner,
  subscriptionId: string,
  shown: readonly ShownEvent[],
): Promise<void> {
  const groups = new Map<string, { line: AuditLine; count: number }>();
  for (const { focus } of shown) {
    if (focus === undefined) continue;
    const { row } = focus;
    const key = `${row.type} ${row.patient ?? ''}`;
    const group = groups.get(key);
    if (group !== undefined) {
      group.count += 1;
      continue;
    }
    const line: AuditLine = {
      actor: owner.actor,
      action: 'read',
      resourceType: row.type,
      resourceId: fhirIdOf(row),
      ...(row.patient !== null && { patientId: row.patient }),
      query: `Subscription/${subscriptionId}`,
      outcome: 'ok',
    };
    groups.set(key, { line, count: 1 });
  }
  const lines = [...groups.values()].map(({ line, count }) => ({ ...line, count }));
  if (lines.length > 0) await host.database.transaction((tx) => host.audit.appendAll(lines, tx));
}
