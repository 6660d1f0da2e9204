import type { AuditLine } from '../../audit/audit-log.ts';
import type { RecordHost } from '../desk.ts';
import { reached } from '../search/reached.ts';
import { fhirIdOf, type Row } from '../rows.ts';
import type { EventRow } from './event-rows.ts';
import type { ShownEvent } from './notification.ts';
import type { Owner } from './owner.ts';
import type { Content } from './subscription.ts';
import { deletionsOf, keyOf, versionTexts, type Version, type VersionText } from './version-texts.ts';

/** Events with what the owner may see of each at this moment. What she may see no more keeps its number and shows nothing. */
export async function showEvents(
  host: RecordHost,
  owner: Owner,
  events: readonly EventRow[],
  content: Content,
): Promise<ShownEvent[]> {
  if (content === 'empty') return events.map((event) => ({ event, focus: undefined }));
  const q = host.database;
  const reaching = { q, reach: owner.reach, now: host.now() };
  const versionOf = ({ focus, version }: EventRow): Version => ({ id: focus, version });
  const [gone, there] = [events.filter(isGone), events.filter((event) => !isGone(event))];
  const texts = await versionTexts(q, host.texts, there.map(versionOf));
  const deletions = await deletionsOf(q, gone.map(versionOf));
  const rowsOf = (found: ReadonlyMap<string, VersionText>): Row[] =>
    [...found.values()].map(({ row }) => row);
  const open = [
    ...(await reached(reaching, rowsOf(texts))),
    ...(await reached(reaching, rowsOf(deletions), 'deletions')),
  ];
  const allowed = new Set(open.map(({ id }) => id));
  return events.map((event) => {
    const key = keyOf(versionOf(event));
    return { event, focus: allowed.has(event.focus) ? (texts.get(key) ?? deletions.get(key)) : undefined };
  });
}

const isGone = ({ kind }: EventRow): boolean => kind === 'deleted';

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
