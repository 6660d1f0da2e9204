import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import {
  changeWorker,
  findWorkers,
  findWorkersByName,
  judgeLicence,
  listEnding,
  makeWorker,
  openDesk,
  readWorkerForm,
} from '../api.ts';
import { changesOf, noteChange } from '../change-log.ts';
import { licenceKey } from '../domain/find-words.ts';
import { insideRecord, placesOfDesk, wholeCountry } from '../places-of-desk.ts';
import { insideOf, readStoredWorker, saveWorker, type StoredWorker } from '../save-worker.ts';
import { licencesOf, workerLines } from './worker-lines.ts';

const pageSize = 30;

/** SQL that leaves the rows of `f`, a facility, in the places of `$1`. */
const inPlaces = `('${wholeCountry}' = any ($1) or f.province = any ($1) or f.commune = any ($1))`;

/** Licences of workers with a post in one's places, the last that each has: an old certificate ends when a new licence is given. */
const lastEnds = `select l.practitioner_id, (array_agg(l.number order by l.valid_to desc nulls first))[1] as number,
    case when bool_or(l.valid_to is null) then null else max(l.valid_to) end as valid_to
  from directory.licence l
  where exists (select 1 from directory.post p join directory.facility f on f.id = p.facility_id
    where p.practitioner_id = l.practitioner_id and p.active and ${inPlaces})
  group by l.practitioner_id`;

export const openDeskRoute = defineRoute({
  ...openDesk,
  allow: 'directory.keep',
  async handle(ctx) {
    const places = await placesOfDesk(ctx);
    const today = dayInVietnam(ctx.now());
    const [counts] = await ctx.sql.query<{
      facilities: number;
      workers: number;
      ending: number;
      ended: number;
    }>(
      `with ends as (${lastEnds}) select
         (select count(*)::int from directory.facility f where f.state <> 'closed' and ${inPlaces}) as facilities,
         (select count(distinct p.practitioner_id)::int from directory.post p join directory.facility f on f.id = p.facility_id
            where p.active and ${inPlaces}) as workers,
         (select count(*)::int from ends where valid_to between $2::date and $2::date + 90) as ending,
         (select count(*)::int from ends where valid_to < $2::date) as ended`,
      [places, today],
    );
    return { places: [...places], ...counts! };
  },
});

export const findWorkersRoute = defineRoute({
  ...findWorkers,
  allow: 'directory.keep',
  async handle(ctx, { number, facility, offset }) {
    if (number !== undefined && number.trim() !== '') {
      const rows = await ctx.sql.query<{ practitioner_id: string }>(
        'select distinct practitioner_id from directory.licence where number_key = $1 limit 20',
        [licenceKey(number)],
      );
      return {
        workers: await workerLines(
          ctx,
          rows.map((row) => row.practitioner_id),
        ),
        total: rows.length,
      };
    }
    const places = await placesOfDesk(ctx);
    const where = `p.active and ${inPlaces} and ($2::text is null or p.facility_id = $2)`;
    const rows = await ctx.sql.query<{ id: string; total: number }>(
      `select p.practitioner_id as id, count(*) over ()::int as total from directory.post p
       join directory.facility f on f.id = p.facility_id where ${where} group by p.practitioner_id
       order by min(f.sort_name), p.practitioner_id limit ${pageSize} offset $3`,
      [places, facility ?? null, offset],
    );
    return {
      workers: await workerLines(
        ctx,
        rows.map(({ id }) => id),
      ),
      total: rows[0]?.total ?? 0,
    };
  },
});

export const findWorkersByNameRoute = defineRoute({
  ...findWorkersByName,
  allow: 'directory.keep',
  async handle(ctx, { name }) {
    const found = await insideRecord(ctx).record.search(
      'Practitioner',
      `name=${encodeURIComponent(name.replace(/[\\,$|]/gu, ' '))}&_count=${pageSize}`,
    );
    return {
      workers: await workerLines(
        ctx,
        found.matches.map(({ id }) => id),
      ),
    };
  },
});

export const listEndingRoute = defineRoute({
  ...listEnding,
  allow: 'directory.keep',
  async handle(ctx, { days, offset }) {
    const rows = await ctx.sql.query<{
      practitioner_id: string;
      number: string;
      valid_to: string;
      total: number;
    }>(
      `with ends as (${lastEnds}) select practitioner_id, number, valid_to::text, count(*) over ()::int as total from ends
       where valid_to <= $2::date + $3::int order by valid_to, practitioner_id limit ${pageSize} offset $4`,
      [await placesOfDesk(ctx), dayInVietnam(ctx.now()), days, offset],
    );
    const lines = new Map(
      (
        await workerLines(
          ctx,
          rows.map((row) => row.practitioner_id),
        )
      ).map((line) => [line.id, line]),
    );
    return {
      workers: rows.flatMap(({ practitioner_id: id, number, valid_to: validTo }) => {
        const line = lines.get(id);
        return line === undefined ? [] : [{ ...line, number, validTo }];
      }),
      total: rows[0]?.total ?? 0,
    };
  },
});

export const readWorkerFormRoute = defineRoute({
  ...readWorkerForm,
  allow: 'directory.keep',
  async handle(ctx, { id }) {
    const stored = await readStoredWorker(ctx, id);
    const mayChange = await mayTouch(ctx, stored);
    const { personalNumber: _number, ...open } = stored.form;
    const names = await ctx.sql.query<{ id: string; name: string }>(
      'select id, name from directory.facility where id = any ($1)',
      [stored.form.posts.map(({ facilityId }) => facilityId)],
    );
    return {
      id,
      version: stored.version,
      // Who may not change her has no need of the number that she has outside her work.
      form: mayChange ? stored.form : open,
      standings: Object.fromEntries(
        (await licencesOf(ctx, id)).map(({ number, standing }) => [number, standing]),
      ),
      facilities: Object.fromEntries(names.map((facility) => [facility.id, facility.name])),
      mayChange,
      changes: await changesOf(ctx, `Practitioner/${id}`),
    };
  },
});

export const makeWorkerRoute = defineRoute({
  ...makeWorker,
  allow: 'directory.keep',
  async handle(ctx, { form }) {
    const { id } = await saveWorker(ctx, form, { places: await placesOfDesk(ctx) });
    return { id };
  },
});

export const changeWorkerRoute = defineRoute({
  ...changeWorker,
  allow: 'directory.keep',
  async handle(ctx, { id, version, form }) {
    const before = await readStoredWorker(ctx, id);
    if (before.version !== version) throw new AppError('record.version-conflict');
    const { fields } = await saveWorker(ctx, form, { places: await placesOfDesk(ctx), before });
    return { version: (await readStoredWorker(ctx, id)).version, fields };
  },
});

export const judgeLicenceRoute = defineRoute({
  ...judgeLicence,
  allow: 'directory.judge-licences',
  async handle(ctx, { id, number, state, ground }) {
    const stored = await readStoredWorker(ctx, id);
    if (!(await mayTouch(ctx, stored))) throw new AppError('directory.other-place');
    await ctx.licences.judge(id, number, state);
    await noteChange(ctx, `Practitioner/${id}`, [`licence.${state}`, ground]);
    const found = (await licencesOf(ctx, id)).find((one) => one.number === number);
    if (found === undefined) throw new AppError('record.not-found');
    return { standing: found.standing };
  },
});

/** Whether the places of the desk include one where she works. */
async function mayTouch(ctx: Context, { form }: StoredWorker): Promise<boolean> {
  const places = await placesOfDesk(ctx);
  if (places.includes(wholeCountry)) return true;
  const isOwn = await insideOf(
    ctx,
    places,
    form.posts.map(({ facilityId }) => facilityId),
  );
  return (
    places.length > 0 && (form.posts.length === 0 || form.posts.some(({ facilityId }) => isOwn(facilityId)))
  );
}
