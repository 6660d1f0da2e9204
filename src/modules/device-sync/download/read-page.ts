import type { Patient } from '@medplum/fhirtypes';
import type { DownloadLine } from '#kernel/offline/doors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { oldestOpenSql } from '#platform/sql/oldest-open.ts';
import { printPlace, readPlace, type Place } from './place.ts';
import { isInCharge, readPerson } from './read-person.ts';

const peopleOfPage = 500;
const factsOfPage = 250;
const changesOfPage = 200;
/** Read at one time for one device: it waits for its line anyway. */
const atOnce = 4;

/** Changes are kept this long; a device that was away longer fetches everything anew. */
export const daysKept = 60;

/**
 * The lines of one page, the page line last. The place in the changes is taken before anything is read, so that what is written meanwhile
 * comes again; every line is a person as she is now, so that coming again does no harm.
 */
export async function* readPage(
  ctx: Context,
  facilityId: string,
  cursor: string | undefined,
): AsyncGenerator<DownloadLine> {
  const place = (cursor === undefined ? undefined : readPlace(cursor)) ?? (await begin(ctx));
  switch (place.phase) {
    case 'people':
      yield* peoplePage(ctx, facilityId, place);
      return;
    case 'facts':
      yield* factsPage(ctx, facilityId, place);
      return;
    case 'changes':
      if (isTooOld(ctx, place)) yield* peoplePage(ctx, facilityId, await begin(ctx));
      else yield* changesPage(ctx, facilityId, place);
  }
}

async function begin(ctx: Context): Promise<Place & { phase: 'people' }> {
  const [row] = await ctx.sql.query<{ tx: string }>(`select ${oldestOpenSql}::text as tx`);
  return { phase: 'people', since: row?.tx ?? '0', search: '' };
}

function isTooOld(ctx: Context, { day }: Place & { phase: 'changes' }): boolean {
  const from = new Date(ctx.now().getTime() - (daysKept - 1) * 86_400_000);
  return day < dayInVietnam(from);
}

/** @param tellsReferences where a download begins and where it ends */
async function pageLine(
  ctx: Context,
  next: Place,
  { isLast, all, tellsReferences }: { isLast: boolean; all?: number | undefined; tellsReferences: boolean },
): Promise<DownloadLine> {
  const serverTime = ctx.now().toISOString();
  return {
    kind: 'page',
    next: printPlace(next),
    isLast,
    serverTime,
    ...(all !== undefined && { all }),
    ...(tellsReferences && { references: await versionsOf(ctx) }),
  };
}

async function versionsOf(ctx: Context): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const { name, version } of ctx.references()) versions[name] = await version();
  return versions;
}

/** Names first: a worker finds people after seconds, and reads of those whose facts are still coming at the centre. */
async function* peoplePage(
  ctx: Context,
  facilityId: string,
  { since, search }: Place & { phase: 'people' },
): AsyncGenerator<DownloadLine> {
  const asked = new URLSearchParams({
    organization: `Organization/${facilityId}`,
    _count: String(peopleOfPage),
  });
  if (search === '') asked.set('_total', 'accurate');
  else asked.set('_cursor', search);
  const { matches, next, total } = await ctx.record.search('Patient', asked.toString());
  const people = matches
    .map(({ text }) => JSON.parse(text) as Patient & { readonly id: string })
    .filter((patient) => isInCharge(patient, facilityId));
  await ctx.sql.query(
    `insert into device_sync.held (patient_id, facility_id)
     select id, $2 from unnest($1::text[]) as k (id) order by id on conflict do nothing`,
    [people.map(({ id }) => id), facilityId],
  );
  for (const patient of people)
    yield {
      kind: 'person',
      id: patient.id,
      early: true,
      resources: [patient as unknown as { resourceType: string }],
    };
  const then: Place =
    next === undefined ? { phase: 'facts', since, after: '' } : { phase: 'people', since, search: next };
  yield await pageLine(ctx, then, { isLast: false, all: total, tellsReferences: search === '' });
}

async function* factsPage(
  ctx: Context,
  facilityId: string,
  { since, after }: Place & { phase: 'facts' },
): AsyncGenerator<DownloadLine> {
  const rows = await ctx.sql.query<{ patient_id: string }>(
    'select patient_id from device_sync.held where facility_id = $1 and patient_id > $2 order by patient_id limit $3',
    [facilityId, after, factsOfPage],
  );
  yield* personLines(
    ctx,
    facilityId,
    rows.map(({ patient_id: id }) => id),
  );
  const last = rows.at(-1);
  const then: Place =
    rows.length === factsOfPage && last !== undefined
      ? { phase: 'facts', since, after: last.patient_id }
      : { phase: 'changes', tx: since, id: '0', day: dayInVietnam(ctx.now()) };
  yield await pageLine(ctx, then, { isLast: false, tellsReferences: false });
}

async function* changesPage(
  ctx: Context,
  facilityId: string,
  { tx, id }: Place & { phase: 'changes' },
): AsyncGenerator<DownloadLine> {
  // A transaction that is still open has a place before others: nothing behind it is told until it has ended.
  const rows = await ctx.sql.query<{ tx: string; id: string; patient_id: string }>(
    `select tx::text as tx, id::text as id, patient_id from device_sync.change
     where facility_id = $1 and (tx, id) > ($2::text::xid8, $3::bigint) and tx < ${oldestOpenSql}
     order by tx, id limit $4`,
    [facilityId, tx, id, changesOfPage],
  );
  yield* personLines(ctx, facilityId, [...new Set(rows.map((row) => row.patient_id))]);
  const last = rows.at(-1) ?? { tx, id };
  const next: Place = { phase: 'changes', tx: last.tx, id: last.id, day: dayInVietnam(ctx.now()) };
  const isLast = rows.length < changesOfPage;
  yield await pageLine(ctx, next, { isLast, tellsReferences: isLast });
}

async function* personLines(
  ctx: Context,
  facilityId: string,
  ids: readonly string[],
): AsyncGenerator<DownloadLine> {
  for (let at = 0; at < ids.length; at += atOnce)
    yield* await Promise.all(ids.slice(at, at + atOnce).map((id) => readPerson(ctx, id, facilityId)));
}
