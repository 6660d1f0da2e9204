import { AppError } from '#kernel/errors.ts';
import type { Transaction } from '../../sql/database.ts';
import { findRow } from '../rows.ts';
import { copyAccess, dropCopies } from '../same-person/copy-access.ts';
import { replacedBy, turnLinks } from '../same-person/keep-persons.ts';
import { readKept } from '../same-person/read-person.ts';
import type { ReadRow } from './access-anew.ts';

/** The servers see by the generation what is joined here. */
const nobodyHears = { mark: () => undefined };

/**
 * Keeps who is whom with what these Patients say, and copies anew who sees each record of a person who has several: what was written before
 * records were followed, or by a server that did not know of a joining yet. Returns how many were kept otherwise.
 */
export async function personsAnew(tx: Transaction, rows: readonly ReadRow[]): Promise<number> {
  const patients = rows.filter(({ row }) => row.type === 'Patient');
  if (patients.length === 0) return 0;
  const kept = new Map(
    (
      await readKept(
        tx,
        patients.map(({ row }) => row.id),
      )
    ).map((one) => [one.id, one]),
  );
  let changed = 0;
  for (const { row, resource } of patients) {
    const now = replacedBy(resource);
    const target = now === undefined ? undefined : await findRow(tx, 'Patient', now);
    const known = kept.get(row.id);
    if (target !== undefined && known?.replaced_by !== target.id && (await turn(tx, row.id, now!)))
      changed += 1;
  }
  for (const { id, members } of kept.values()) {
    const others = members.filter((member) => member !== id);
    await dropCopies(tx, others, id);
    await copyAccess(tx, members, [id]);
  }
  return changed;
}

/** False where old links form a circle or a crowd: a person has to look at them. */
async function turn(tx: Transaction, rowId: string, now: string): Promise<boolean> {
  try {
    await tx.transaction((inner) =>
      turnLinks(inner, nobodyHears, [{ rowId, where: '', before: undefined, now }]),
    );
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('record.person-')) return false;
    throw error;
  }
}
