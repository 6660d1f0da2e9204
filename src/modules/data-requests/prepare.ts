import { Readable } from 'node:stream';
import type { Consent, Patient, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { mostPeople } from './api.ts';
import { personKey } from './domain/de-identify.ts';
import { peopleQuery } from './domain/people-query.ts';
import { refusesResearch } from './domain/refusal.ts';
import { linesOfTable, type TableLines } from './domain/rows-of.ts';
import { showTraits, type Cell, type ShownTraits } from './domain/small-groups.ts';
import { tableOf, type TableName } from './domain/tables.ts';
import { traitsOf } from './domain/traits-of.ts';
import { readRequest, secretOf, type RequestRow } from './request.ts';

/** People of one step; what a kill in the middle costs. */
const step = 100;

/**
 * Makes the files of a request that both desks agreed to: first who they are, then, group sizes known, their lines. Each step is
 * committed with its place, so that a run that was cut off goes on where it was. Nothing happens where the request is not to be prepared.
 */
export async function prepare(ctx: Context, id: string): Promise<void> {
  const { number } = await readRequest(ctx, id);
  const reading = ctx.as(platformActor(`data-request-${number}`));
  while ((await nextStep(reading, id)) !== 'done');
}

async function nextStep(ctx: Context, id: string): Promise<'on' | 'done'> {
  const request = await readRequest(ctx, id);
  if (request.state !== 'preparing') return 'done';
  await (request.step === 'gather' ? gather(ctx, request) : write(ctx, request));
  return 'on';
}

async function gather(ctx: Context, request: RequestRow): Promise<void> {
  const query = peopleQuery(request.wish, step);
  if (request.cursor !== null) query.set('_cursor', request.cursor);
  const page = await ctx.record.search('Patient', query.toString());
  const patients = page.matches.map(({ text }) => JSON.parse(text) as Patient);
  const refusing = await thoseWhoRefuse(
    ctx,
    patients.map(({ id }) => id!),
  );
  const staying = patients.filter(({ id }) => !refusing.has(id!));
  const traits = staying.map((patient) => traitsOf(patient, ctx.now()));
  if (request.gathered + staying.length > mostPeople) {
    await fail(ctx, request.id, 'too-many');
    return;
  }
  await ctx.transaction(async (tx) => {
    const [still] = await tx.sql.query(
      `update data_requests.request set gathered = gathered + $2, left_out = left_out + $3, cursor = $4, step = $5
       where id = $1 and state = 'preparing' and step = 'gather' and cursor is not distinct from $6 returning 1`,
      [
        request.id,
        staying.length,
        refusing.size,
        page.next ?? null,
        page.next === undefined ? 'write' : 'gather',
        request.cursor,
      ],
    );
    if (still === undefined) return;
    await tx.sql.query(
      `insert into data_requests.person (request_id, patient_id, key, sex, birth, province)
       select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::text[]) on conflict do nothing`,
      [
        request.id,
        staying.map(({ id }) => id),
        staying.map(({ id }) => personKey(secretOf(ctx, request), id!)),
        traits.map(({ sex }) => sex),
        traits.map(({ birth }) => birth ?? null),
        traits.map(({ province }) => province),
      ],
    );
  });
}

/** Of these people, those who said no to research. */
async function thoseWhoRefuse(ctx: Context, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const refusing = new Set<string>();
  if (ids.length === 0) return refusing;
  const query = new URLSearchParams({ patient: ids.join(','), status: 'active', _count: '500' });
  for (let cursor: string | undefined; ;) {
    if (cursor !== undefined) query.set('_cursor', cursor);
    const page = await ctx.record.search('Consent', query.toString());
    for (const { text } of page.matches) {
      const consent = JSON.parse(text) as Consent;
      const patient = consent.patient?.reference?.replace('Patient/', '');
      if (patient !== undefined && refusesResearch(consent, ctx.now())) refusing.add(patient);
    }
    cursor = page.next;
    if (cursor === undefined) return refusing;
  }
}

interface PersonRow {
  readonly patient_id: string;
  readonly key: string;
  readonly sex: string;
  readonly birth: number | null;
  readonly province: string;
}

/** By key, so that the order of the lines does not tell when a person was first written. */
async function write(ctx: Context, request: RequestRow): Promise<void> {
  const shown = await shownCells(ctx, request.id);
  const people = await ctx.sql.query<PersonRow>(
    `select patient_id, key, sex, birth, province from data_requests.person
     where request_id = $1 and key > $2 order by key limit ${step}`,
    [request.id, request.cursor ?? ''],
  );
  const tables = Object.entries(request.wish.tables).map(([name, fields]) =>
    linesOfTable(name as TableName, fields, secretOf(ctx, request)),
  );
  const lines = new Map<TableName, string[]>(tables.map(({ name }) => [name, []]));
  let leftOut = 0;
  for (const person of people) {
    const traits = shown.get(cellKey(person));
    const resources = traits && (await resourcesOf(ctx, person.patient_id, tables));
    if (traits === undefined || resources === undefined) leftOut += 1;
    else
      for (const table of tables)
        lines
          .get(table.name)!
          .push(...table.linesOf({ patientId: person.patient_id, shown: traits }, resources));
  }
  const files: { name: TableName; sha256: string; rows: number }[] = [];
  for (const [name, texts] of lines) {
    if (texts.length === 0) continue;
    const { sha256 } = await ctx.files.put(Readable.from([Buffer.from(texts.join(''))]));
    files.push({ name, sha256, rows: texts.length });
  }
  const last = people.at(-1)?.key;
  const isLast = people.length < step;
  await ctx.transaction(async (tx) => {
    const [still] = await tx.sql.query(
      `update data_requests.request set written = written + $2, left_out = left_out + $3, cursor = $4, step = $5, state = $6
       where id = $1 and state = 'preparing' and cursor is not distinct from $7 returning 1`,
      [
        request.id,
        people.length,
        leftOut,
        last ?? request.cursor,
        isLast ? 'done' : 'write',
        isLast ? 'ready' : 'preparing',
        request.cursor,
      ],
    );
    // Another run was here, or the request was ended meanwhile: what this one wrote is not kept.
    if (still === undefined) return;
    for (const { name, sha256, rows } of files)
      await tx.sql.query(
        `insert into data_requests.part (request_id, table_name, number, sha256, rows)
         values ($1, $2, $3, $4, $5)`,
        [request.id, name, request.written, sha256, rows],
      );
  });
}

/** What a person's record holds for these tables; undefined where it is gone or where she has said no meanwhile. */
async function resourcesOf(
  ctx: Context,
  patientId: string,
  tables: readonly TableLines[],
): Promise<Resource[] | undefined> {
  const types = new Set(['Patient', 'Consent', ...tables.map(({ name }) => tableOf(name).resourceType)]);
  const found: Resource[] = [];
  try {
    for (let cursor: string | undefined; ;) {
      const query = new URLSearchParams({ _type: [...types].join(','), _count: '1000' });
      if (cursor !== undefined) query.set('_cursor', cursor);
      const page = await ctx.record.everything(patientId, query.toString());
      for (const { text } of page.matches) found.push(JSON.parse(text) as Resource);
      cursor = page.next;
      if (cursor === undefined) break;
    }
  } catch (error) {
    if (error instanceof AppError && /^record\.(gone|not-found)$/u.test(error.code)) return undefined;
    throw error;
  }
  const refuses = found.some((one) => one.resourceType === 'Consent' && refusesResearch(one, ctx.now()));
  return refuses ? undefined : found;
}

async function shownCells(ctx: Context, id: string): Promise<ReadonlyMap<string, ShownTraits>> {
  const rows = await ctx.sql.query<Omit<PersonRow, 'patient_id' | 'key'> & { people: number }>(
    `select sex, birth, province, count(*)::int as people from data_requests.person where request_id = $1
     group by sex, birth, province order by sex, birth, province`,
    [id],
  );
  const cells = rows.map((row): Cell => ({ ...row, birth: row.birth ?? undefined }));
  const shown = showTraits(cells);
  return new Map(rows.flatMap((row, at) => (shown[at] === undefined ? [] : [[cellKey(row), shown[at]]])));
}

function cellKey({ sex, birth, province }: Pick<PersonRow, 'sex' | 'birth' | 'province'>): string {
  return `${sex} ${birth} ${province}`;
}

async function fail(ctx: Context, id: string, fault: string): Promise<void> {
  await ctx.sql.query(
    `update data_requests.request set state = 'refused', fault = $2 where id = $1 and state = 'preparing'`,
    [id, fault],
  );
}
