import type { MedicationRequest, Resource } from '@medplum/fhirtypes';
import { dayOf } from '#kernel/display/show-date.ts';
import type { Context } from '#platform/context.ts';
import type { Fact } from '../api.ts';
import type { RecordToday } from '../domain/record-today.ts';
import { supplyEnd } from '../domain/current-medicine.ts';
import { entryOf } from '../domain/entry-of.ts';
import { withVisits } from '../domain/life.ts';
import { isOutOfRange } from '../domain/measure.ts';
import { timeKey } from '../domain/timeline.ts';
import { summaryOf } from '../domain/summary.ts';
import { loadRecord, readingFor } from './load-record.ts';

const types = [
  'MedicationRequest',
  'MedicationStatement',
  'Observation',
  'DiagnosticReport',
  'Appointment',
  'Encounter',
];
const newMs = 30 * 86_400_000;
/** A result older than this is history, though its file came today. */
const freshMs = 90 * 86_400_000;
const mostResults = 20;

/** What of a record matters today; read by the caller's own right. */
export function makeRecordToday(ctx: Context): RecordToday {
  return {
    async of(patientId) {
      const { patient, resources } = await loadRecord(ctx, patientId, types);
      const reading = withVisits(resources, await readingFor(ctx, resources));
      const { medicines, lastMedicines } = summaryOf(patient, resources, reading);
      const open = new Set(resources.filter(isOpenEnded).map(({ id }) => `MedicationRequest/${id}`));
      const last = lastMedicines.filter(({ id }) => open.has(id));
      const lastOn = last[0]?.at;
      const since = new Date(ctx.now().getTime() - newMs).toISOString();
      const fresh = new Date(ctx.now().getTime() - freshMs).toISOString();
      const results = resources.flatMap((one) => {
        const arrivedAt = arrivalOf(one);
        if (arrivedAt === undefined || arrivedAt < since) return [];
        const entry = entryOf(one, reading);
        if (entry?.kind !== 'test' || entry.marks.includes('own') || entry.title === '') return [];
        const { id, title, at, flag } = entry;
        if (timeKey(at) < fresh) return [];
        return [{ id, title, arrivedAt, isOut: isOutOfRange(flag), ...(at !== undefined && { at }) }];
      });
      return {
        papers: resources.flatMap((one) => paperOf(one, (it) => entryOf(it, reading))),
        medicines: medicines.map(medicineOf),
        ...(lastOn !== undefined && { last: { on: dayOf(lastOn), medicines: last.map(medicineOf) } }),
        results: results
          .toSorted((a, b) => b.arrivedAt.localeCompare(a.arrivedAt) || a.id.localeCompare(b.id))
          .slice(0, mostResults),
      };
    },
  };
}

/** A prescription of which nobody wrote until when, and that nobody ended; a course with an end is running or over. */
function isOpenEnded(one: Resource): one is MedicationRequest {
  if (one.resourceType !== 'MedicationRequest' || supplyEnd(one) !== undefined) return false;
  return one.status !== 'completed' && one.status !== 'stopped';
}

/** When a version came into the record. */
function arrivalOf({ meta }: Resource): string | undefined {
  const at = Date.parse(meta?.lastUpdated ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** A paper's word to come again; what is booked is told by the booking. */
function paperOf(one: Resource, read: (one: Resource) => ReturnType<typeof entryOf>) {
  if (one.resourceType !== 'Appointment' || (one.status !== 'proposed' && one.status !== 'pending'))
    return [];
  const { due, facility } = read(one) ?? {};
  return due === undefined ? [] : [{ at: due, ...(facility !== undefined && { facility }) }];
}

function medicineOf({ id, title, detail, until, marks }: Fact & { readonly until?: string | undefined }) {
  return {
    id,
    title,
    own: marks.includes('own'),
    ...(detail !== undefined && { how: detail }),
    ...(until !== undefined && { until: dayOf(until) }),
  };
}
