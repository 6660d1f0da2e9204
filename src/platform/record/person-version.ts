import { createHash, type Hash } from 'node:crypto';
import type { Desk } from './desk.ts';
import { firstPlace, sharedRows } from './everything.ts';
import { rowBucket } from './place.ts';
import { rowsOfPersonReached } from './reach.ts';
import { about, allowedRow } from './read-record.ts';
import type { Row } from './rows.ts';

/**
 * One row a type and what it tells: how many rows a person has of it, and a sum over where their texts stand. A text never changes its place and a
 * place its text, so equal sums are equal records, whichever server wrote them and whatever its clock says. One range of one index.
 */
const sumsText = `select r.type, r.sensitive, count(*)::int as count, sum(hashint8extended(r.pack, r.part::bigint))::text as sum
  from record.resource r where r.bucket = $1 and r.patient = $2 group by r.type, r.sensitive order by r.type, r.sensitive`;

const sharedAtOnce = 500;

/**
 * What names the state of all that the actor sees of one person: it changes with each write, deletion and loss of a right to some of
 * it. With `known` equal to it the look is audited as `$everything` is, because the caller then shows again what she kept; else it
 * tells nothing of the person and the reading that follows is what is audited. Errors: record.not-found, access.denied.
 */
export async function versionOfPerson(desk: Desk, patientId: string, known?: string): Promise<string> {
  const person = await allowedRow(desk, 'Patient', patientId);
  const hash = createHash('sha256');
  let count = 0;
  const records = (await desk.host.same.of(desk.q, person.id))?.members ?? [person.id];
  for (const record of records) count += await addRecord(desk, person, record, hash);
  const version = hash.digest('base64url');
  if (version === known)
    await desk.audit({ action: 'operation', ...about(person), query: '$everything', outcome: 'ok', count });
  return version;
}

/** Adds what the actor sees of one record of a person to the sum; returns how many resources that are. */
async function addRecord(desk: Desk, person: Row, record: string, hash: Hash): Promise<number> {
  const sums = await desk.q.query<{ type: string; sensitive: number; count: number; sum: string }>({
    name: 'record-person-version',
    text: sumsText,
    values: [rowBucket(record), record],
  });
  let count = 0;
  const lines = sums.rows.map((row) => ({ ...row, pack: person.pack, updated: person.updated }));
  for (const one of await rowsOfPersonReached(desk.q, await desk.reach(), record, lines, desk.host.now())) {
    hash.update(`${one.type} ${one.sensitive} ${one.count} ${one.sum};`);
    count += one.count;
  }
  for (let after: string | undefined = firstPlace; after !== undefined;) {
    const shared = await sharedRows(desk, record, { types: null, since: null }, after, sharedAtOnce);
    for (const row of shared.rows) hash.update(`${row.id} ${row.version};`);
    count += shared.rows.length;
    after = shared.end;
  }
  return count;
}
