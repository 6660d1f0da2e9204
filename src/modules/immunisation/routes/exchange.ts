import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { nationalImmunisation, type NationalDose } from '../../doors/api.ts';
import { mendIncoming, mendOutgoing, readExchange, type ExchangeView } from '../api.ts';
import { openDose, takeDose } from '../exchange/take-told.ts';
import { dosesOfReached, withinReach } from '../exchange/within-reach.ts';
import { namesOf, type ShownPerson } from '../station.ts';

const mostShown = 100;

interface OutgoingRow {
  readonly immunization_id: string;
  readonly patient_id: string;
  readonly state: 'waiting' | 'refused';
  readonly since: Date;
  readonly tries: number;
  readonly because: string | null;
}
interface IncomingRow {
  readonly id: string;
  readonly their_id: string;
  readonly state: 'open' | 'taken' | 'known' | 'dismissed';
  readonly because: string | null;
  readonly at: Date;
  readonly sealed: string | null;
}
type OpenRow = IncomingRow & { readonly sealed: string };

export const readExchangeRoute = defineRoute({
  ...readExchange,
  allow: 'immunisation.exchange',
  handle: async (ctx): Promise<ExchangeView> => {
    const line = await ctx.use(nationalImmunisation).state();
    const [counts] = await ctx.sql.query<{ waiting: number; told: number }>(
      `select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'told')::int as told
       from immunisation.outgoing`,
    );
    const { outgoing, names } = await readOutgoing(ctx);
    const incoming = await readIncoming(ctx);
    return {
      line: {
        isSet: line.isSet,
        isSimulated: line.isSimulated,
        state: line.state,
        ...(line.since !== undefined && { since: line.since.toISOString() }),
        ...(line.fault !== undefined && { fault: line.fault }),
      },
      waiting: counts?.waiting ?? 0,
      told: counts?.told ?? 0,
      outgoing: outgoing.map((row) => {
        const name = names.get(row.patient_id)?.name;
        return {
          id: row.immunization_id,
          patientId: row.patient_id,
          state: row.state,
          since: row.since.toISOString(),
          tries: row.tries,
          ...(name !== undefined && { name }),
          ...(row.because !== null && { because: row.because }),
        };
      }),
      incoming: incoming.map((row) => ({
        id: row.id,
        state: row.state,
        at: row.at.toISOString(),
        ...(row.because !== null && { because: row.because }),
        dose: shown(openDose(ctx, row)),
      })),
    };
  },
});

/** What waits or was refused, of the people whom the reader may see. */
async function readOutgoing(ctx: Context) {
  const names = new Map<string, ShownPerson>();
  const outgoing = await withinReach<OutgoingRow>(
    (after) =>
      ctx.sql.query<OutgoingRow>(
        `select immunization_id, patient_id, state, since, tries, because from immunisation.outgoing
         where (state = 'refused' or (state = 'waiting' and tries > 0))
           and ($2::timestamptz is null or (since, immunization_id) > ($2::timestamptz, $3::text))
         order by since, immunization_id limit $1`,
        [mostShown, after?.since ?? null, after?.immunization_id ?? null],
      ),
    async (rows) => {
      const ids = rows.map(({ patient_id: id }) => id);
      for (const [id, person] of await namesOf(ctx, ids)) names.set(id, person);
      return rows.filter(({ patient_id: id }) => names.has(id));
    },
    mostShown,
  );
  return { outgoing, names };
}

/** What was told and is nobody's for sure, where it may be somebody's whom the reader may see. */
function readIncoming(ctx: Context): Promise<OpenRow[]> {
  return withinReach<OpenRow>(
    (after) =>
      ctx.sql.query<OpenRow>(
        `select id, their_id, state, because, at, sealed from immunisation.incoming
         where state = 'open' and sealed is not null and ($2::timestamptz is null or (at, id) > ($2::timestamptz, $3::uuid))
         order by at, id limit $1`,
        [mostShown, after?.at ?? null, after?.id ?? null],
      ),
    async (rows) => {
      const doses = rows.map((row) => openDose(ctx, row));
      const reached = await dosesOfReached(ctx, doses);
      return rows.filter((_row, at) => reached.has(doses[at]!));
    },
    mostShown,
  );
}

function shown({ person, vaccine, on }: NationalDose) {
  return { name: person.name, birth: person.birthDate, vaccine, on };
}

export const mendOutgoingRoute = defineRoute({
  ...mendOutgoing,
  allow: 'immunisation.exchange',
  handle: async (ctx, { id, act }) => {
    // Whoever may not see the dose decides nothing about it.
    await ctx.record.read('Immunization', id);
    const rows = await ctx.sql.query(
      act === 'again'
        ? `update immunisation.outgoing set state = 'waiting', tries = 0, not_before = $2, because = null where immunization_id = $1
             and state in ('refused', 'waiting') returning 1`
        : `update immunisation.outgoing set state = 'dismissed', told_at = $2 where immunization_id = $1
             and state in ('refused', 'waiting') returning 1`,
      [id, ctx.now()],
    );
    if (rows.length === 0) throw new AppError('immunisation.exchange-changed');
    return { done: true as const };
  },
});

export const mendIncomingRoute = defineRoute({
  ...mendIncoming,
  allow: 'immunisation.exchange',
  handle: async (ctx, { id, act, patientId }) => {
    const [row] = await ctx.sql.query<IncomingRow>(
      `select id, their_id, state, because, at, sealed from immunisation.incoming where id = $1 for update`,
      [id],
    );
    if (row?.state !== 'open' || row.sealed === null) throw new AppError('immunisation.exchange-changed');
    const dose = openDose(ctx, { their_id: row.their_id, sealed: row.sealed });
    if (!(await dosesOfReached(ctx, [dose])).has(dose))
      throw new AppError('access.denied', { detail: 'access.outside-reach' });
    if (act === 'dismiss') return close(ctx, id, { state: 'dismissed' });
    if (patientId === undefined)
      throw new AppError('request.invalid', {
        issues: [
          { path: 'patientId', text: { vi: 'Hãy chọn người được tiêm.', en: 'Choose who was vaccinated.' } },
        ],
      });
    // By the reader's own right.
    await ctx.record.read('Patient', patientId);
    const taken = await takeDose(ctx, dose, patientId);
    if (taken.state === 'open')
      throw new AppError('immunisation.shot-refused', {
        issues: [
          {
            path: taken.because ?? '',
            text: {
              vi: 'Mũi này không thể của người này: ngày tiêm trước ngày sinh.',
              en: 'This dose cannot be this person’s: it lies before the day of birth.',
            },
          },
        ],
      });
    return close(ctx, id, taken);
  },
});

async function close(
  ctx: Context,
  id: string,
  taken: {
    readonly state: IncomingRow['state'];
    readonly patientId?: string;
    readonly immunizationId?: string;
  },
): Promise<{ state: IncomingRow['state'] }> {
  await ctx.sql.query(
    `update immunisation.incoming set state = $2, patient_id = $3, immunization_id = $4, sealed = null, decided_by = $5 where id = $1`,
    [id, taken.state, taken.patientId ?? null, taken.immunizationId ?? null, ctx.actor.accountId],
  );
  return { state: taken.state };
}
