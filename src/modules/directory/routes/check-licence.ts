import type { Practitioner } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { standingOn } from '#platform/identity/licences/licence.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { checkLicence } from '../api.ts';
import { licenceKey } from '../domain/find-words.ts';
import { isSameName } from '../domain/same-name.ts';
import { readWorker } from '../domain/worker-fhir.ts';
import { insideRecord } from '../places-of-desk.ts';

export const checkLicenceRoute = defineRoute({
  ...checkLicence,
  allow: 'public',
  async handle(ctx, { number, name }) {
    const today = dayInVietnam(ctx.now());
    const rows = await ctx.sql.query<{ practitioner_id: string; number: string }>(
      'select practitioner_id, number from directory.licence where number_key = $1 limit 20',
      [licenceKey(number)],
    );
    for (const { practitioner_id: id, number: written } of rows) {
      if (!isSameName(await nameOf(ctx, id), name)) continue;
      const licence = (await ctx.licences.list(id)).find((one) => one.number === written);
      if (licence === undefined) continue;
      const { validTo } = licence;
      return {
        state: standingOn(licence, today),
        ...(validTo !== undefined && { validTo }),
        asOf: today,
      };
    }
    // A wrong name and an unknown number are one answer: numbers cannot be tried for their holders.
    return { state: 'unknown' as const, asOf: today };
  },
});

/** The name in the record; none where the practitioner is gone. */
async function nameOf(ctx: Context, id: string): Promise<string> {
  try {
    const { text } = await insideRecord(ctx).record.read('Practitioner', id);
    return readWorker(JSON.parse(text) as Practitioner, []).name;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'record.not-found' || error.code === 'record.gone'))
      return '';
    throw error;
  }
}
