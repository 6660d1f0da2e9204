import { randomBytes, randomUUID } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { endPrinted, listPrinted, phoneCodeSeconds, printCard, showCard, type PrintedCard } from '../api.ts';
import { signingKey } from '../card-keys.ts';
import { makePrintedNumber, printedPrefix, showPrintedNumber } from '../domain/printed-number.ts';
import { digestOf } from '../find-holder.ts';
import { holderOf } from '../holder.ts';
import { signPhoneCode } from '../phone-code.ts';

/** Paper cards that hold at one time; more are no longer under anybody's eye. */
const mostPrinted = 5;

interface PrintedRow {
  readonly id: string;
  readonly ending: string;
  readonly printed_at: Date;
  readonly ended_at: Date | null;
}

/** Whose card it is: nobody shows or prints the card of another. */
function ownId({ actor }: Context): string {
  if (actor.patientId === undefined) throw new AppError('access.denied');
  return actor.patientId;
}

async function ownPatient(ctx: Context): Promise<Patient> {
  return JSON.parse((await ctx.record.read('Patient', ownId(ctx))).text) as Patient;
}

function viewOf({ id, ending, printed_at, ended_at }: PrintedRow): PrintedCard {
  return {
    id,
    ending,
    printedAt: printed_at.toISOString(),
    ...(ended_at !== null && { endedAt: ended_at.toISOString() }),
  };
}

export const showCardRoute = defineRoute({
  ...showCard,
  allow: 'health-card.own',
  handle: async (ctx) => {
    const patient = await ownPatient(ctx);
    const { number, key } = await signingKey(ctx);
    const until = Math.floor(ctx.now().getTime() / 1000) + phoneCodeSeconds;
    return {
      holder: holderOf(patient),
      code: signPhoneCode({ key: number, patientId: ownId(ctx), until }, key),
      until: new Date(until * 1000).toISOString(),
    };
  },
});

export const listPrintedRoute = defineRoute({
  ...listPrinted,
  allow: 'health-card.own',
  handle: async (ctx) => {
    const rows = await ctx.sql.query<PrintedRow>(
      `select id, ending, printed_at, ended_at from health_card.printed where patient_id = $1
       order by printed_at desc limit 50`,
      [ownId(ctx)],
    );
    return { cards: rows.map(viewOf) };
  },
});

export const printCardRoute = defineRoute({
  ...printCard,
  allow: 'health-card.own',
  handle: async (ctx) => {
    const patient = await ownPatient(ctx);
    const number = makePrintedNumber(randomBytes(15));
    // The oldest that still hold end with a new one.
    await ctx.sql.query(
      `update health_card.printed set ended_at = $2, ended_by = 'replaced' where id in (
         select id from health_card.printed where patient_id = $1 and ended_at is null
         order by printed_at desc offset $3)`,
      [ownId(ctx), ctx.now(), mostPrinted - 1],
    );
    const [row] = await ctx.sql.query<PrintedRow>(
      `insert into health_card.printed (id, digest, ending, patient_id, printed_by, printed_at)
       values ($1, $2, $3, $4, $5, $6) returning id, ending, printed_at, ended_at`,
      [randomUUID(), digestOf(number), number.slice(-4), ownId(ctx), ctx.actor.accountId, ctx.now()],
    );
    return {
      card: viewOf(row!),
      holder: holderOf(patient),
      code: `${printedPrefix}${number}`,
      number: showPrintedNumber(number),
    };
  },
});

export const endPrintedRoute = defineRoute({
  ...endPrinted,
  allow: 'health-card.own',
  handle: async (ctx, { id }) => {
    const [row] = await ctx.sql.query<PrintedRow>(
      `update health_card.printed set ended_at = coalesce(ended_at, $3), ended_by = coalesce(ended_by, $4)
       where id = $1 and patient_id = $2 returning id, ending, printed_at, ended_at`,
      [id, ownId(ctx), ctx.now(), ctx.actor.accountId],
    );
    if (row === undefined) throw new AppError('record.not-found');
    return { card: viewOf(row) };
  },
});
