import { doneOn } from '#kernel/offline/done-at.ts';
import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { addTalk, listHappenings, listTalks } from '../api.ts';
import { injuryGroupOf, injuryGroups } from '../domain/injury.ts';
import { communicationOf } from '../domain/talk.ts';
import { showTalk, yearAgo, type TalkRow } from '../register/held-talks.ts';
import { placeHappenings } from '../register/plan-entries.ts';
import { nameOf } from '../domain/entry-line.ts';
import { asSen, patientsOf, stationOf } from '../station.ts';

interface Row {
  readonly id: string;
  readonly patient_id: string;
  readonly on: string;
  readonly code: string | null;
}

const placedAtOnce = 300;

const pageFrom = (cursor: string | undefined): readonly [string | null, string] => {
  const found = /^(\d{4}-\d{2}-\d{2})_(.+)$/u.exec(cursor ?? '');
  return found === null ? [null, ''] : [found[1]!, found[2]!];
};

export const listHappeningsRoute = defineRoute({
  ...listHappenings,
  allow: 'programmes.see',
  handle: async (ctx, { code, cursor, count }) => {
    const facilityId = stationOf(ctx);
    const since = addDays(dayInVietnam(ctx.now()), -365);
    await placeHappenings(ctx, placedAtOnce);
    const rows = await ctx.sql.query<Row>(
      `select id, patient_id, on_day::text as on, code from programmes.happening
       where facility_id = $1 and programme = $2 and on_day > $3::date and ($4::date is null or (on_day, id) < ($4::date, $5::text))
       order by on_day desc, id desc limit $6`,
      [facilityId, code, since, ...pageFrom(cursor), count + 1],
    );
    const counted = await ctx.sql.query<{ category: string | null; n: number }>(
      `select substr(code, 1, 3) as category, count(*)::int as n from programmes.happening
       where facility_id = $1 and programme = $2 and on_day > $3::date group by 1`,
      [facilityId, code, since],
    );
    const shown = rows.slice(0, count);
    const last = shown.at(-1);
    const people = await patientsOf(
      ctx,
      shown.map(({ patient_id: id }) => id),
    );
    return {
      total: counted.reduce((sum, { n }) => sum + n, 0),
      groups: code === 'death' ? causesOf(counted) : groupsOf(counted),
      lines: shown.map((row) => {
        const person = people.get(row.patient_id);
        const group = injuryGroups.find((one) => one.code === injuryGroupOf(row.code ?? ''));
        return {
          id: row.id,
          patientId: person === undefined ? '' : row.patient_id,
          on: row.on,
          ...(person !== undefined && { name: nameOf(person) }),
          ...(person?.birthDate !== undefined && { birth: person.birthDate }),
          ...(person?.gender !== undefined && { sex: person.gender }),
          ...(person !== undefined && row.code !== null && { code: row.code }),
          ...(group !== undefined && { group: group.title }),
        };
      }),
      ...(rows.length > count && last !== undefined && { next: `${last.on}_${last.id}` }),
    };
  },
});

function groupsOf(counted: readonly { readonly category: string | null; readonly n: number }[]) {
  return injuryGroups.flatMap(({ code, title }) => {
    const count = counted
      .filter(({ category }) => category !== null && injuryGroupOf(category) === code)
      .reduce((sum, { n }) => sum + n, 0);
    return count === 0 ? [] : [{ title, count }];
  });
}

const mostCauses = 12;

/** Deaths by the category of their cause, the most frequent first; those without a cause are told as well. */
function causesOf(counted: readonly { readonly category: string | null; readonly n: number }[]) {
  return counted
    .toSorted((a, b) => b.n - a.n || ((a.category ?? '') < (b.category ?? '') ? -1 : 1))
    .slice(0, mostCauses)
    .map(({ category, n }) => ({
      title:
        category === null
          ? { vi: 'Chưa ghi nguyên nhân', en: 'Cause not stated' }
          : { vi: category, en: category },
      count: n,
    }));
}

export const listTalksRoute = defineRoute({
  ...listTalks,
  allow: 'programmes.see',
  handle: async (ctx, { cursor, count }) => {
    const facilityId = stationOf(ctx);
    const since = yearAgo(ctx);
    const rows = await ctx.sql.query<TalkRow>(
      `select id, on_day::text as on, topic, form, participants from programmes.talk
       where facility_id = $1 and on_day > $2::date and ($3::date is null or (on_day, id) < ($3::date, $4::text))
       order by on_day desc, id desc limit $5`,
      [facilityId, since, ...pageFrom(cursor), count + 1],
    );
    const [sums] = await ctx.sql.query<{ total: number; participants: number }>(
      `select count(*)::int as total, coalesce(sum(participants), 0)::int as participants from programmes.talk
       where facility_id = $1 and on_day > $2::date`,
      [facilityId, since],
    );
    const shown = rows.slice(0, count);
    const last = shown.at(-1);
    return {
      talks: shown.map(showTalk),
      ...sums!,
      ...(rows.length > count && last !== undefined && { next: `${last.on}_${last.id}` }),
    };
  },
});

export const addTalkRoute = defineRoute({
  ...addTalk,
  allow: 'programmes.keep',
  handle: async (ctx, { on, topic, form, participants }) => {
    // A talk is nobody's record, so no role writes it there by itself; that she may note one was asked before.
    const { id } = await asSen(ctx).record.create(
      communicationOf({ on: doneOn(on, ctx.now()), topic, form, participants }, stationOf(ctx)),
    );
    return { id };
  },
});
