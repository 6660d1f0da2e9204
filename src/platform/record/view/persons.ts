import { AppError } from '#kernel/errors.ts';
import type { Desk } from '../desk.ts';
import { allowedRow, readCurrent } from '../read-record.ts';
import { findRows } from '../rows.ts';

const mostMembers = 10_000;

/**
 * Row ids of the persons that a run is narrowed to by `patient` and `group` (both: those in both); undefined where it is not. Each
 * patient and each group is read as the actor may read it. Errors: record.not-found, access.denied, view.too-costly.
 */
export async function personsOf(
  desk: Desk,
  { patients, groups }: { readonly patients: readonly string[]; readonly groups: readonly string[] },
): Promise<string[] | undefined> {
  if (patients.length === 0 && groups.length === 0) return undefined;
  const named: string[] = [];
  for (const id of patients) named.push((await allowedRow(desk, 'Patient', id)).id);
  if (groups.length === 0) return recordsOfAll(desk, named);
  const members = new Set<string>();
  for (const id of groups) {
    const group = JSON.parse((await readCurrent(desk, 'Group', id)).text) as GroupText;
    const ids = (group.member ?? []).flatMap(({ inactive, entity }) => {
      const match = /^Patient\/([A-Za-z0-9\-.]{1,64})$/.exec(entity?.reference ?? '');
      return inactive === true || match === null ? [] : [{ type: 'Patient', id: match[1]! }];
    });
    if (members.size + ids.length > mostMembers) throw new AppError('view.too-costly');
    for (const row of (await findRows(desk.q, ids)).rows.values()) members.add(row.id);
  }
  return recordsOfAll(desk, patients.length === 0 ? [...members] : named.filter((id) => members.has(id)));
}

/** All records of these persons. */
async function recordsOfAll(desk: Desk, rowIds: readonly string[]): Promise<string[]> {
  if (!(await desk.host.same.mayHaveOthers(rowIds))) return [...rowIds];
  const records = new Set(rowIds);
  for (const id of rowIds)
    for (const other of (await desk.host.same.of(desk.q, id))?.members ?? []) records.add(other);
  return [...records];
}

interface GroupText {
  readonly member?: readonly {
    readonly inactive?: boolean;
    readonly entity?: { readonly reference?: string };
  }[];
}
