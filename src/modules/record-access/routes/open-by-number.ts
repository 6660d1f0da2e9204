import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { foldText } from '#kernel/fhir/fold.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { shortestNote } from '#platform/access/grants/reasons.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { demandFresh } from '#platform/identity/step-up.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { openByNumber } from '../api.ts';
import { nameOf } from './names.ts';
import { freshSeconds } from './open-record.ts';
import { choicesOf } from './show-openings.ts';

const most = 50;

/**
 * Finding and opening are one act: who asks whether somebody is here has opened her record by it, and is seen to have. Finding nobody is
 * an answer and not an error, so that the line of the search stays in the log.
 */
export const openByNumberRoute = defineRoute({
  ...openByNumber,
  allow: 'access.open',
  handle: async (ctx, { number, name, birthDate, reason, note = '' }) => {
    demandFresh(ctx.actor, freshSeconds, ctx.now());
    checkReason(ctx, reason, note);
    const query = queryOf(number, name, birthDate);
    // In her own name first: what she asked stands in the log whatever is found.
    await ctx.record.search('Patient', `${query}&_count=1`);
    const found = await findExactly(ctx, query, number === undefined ? name : undefined);
    if (found.length > 1) return { outcome: 'several' as const };
    const [patientId] = found;
    if (patientId === undefined) return { outcome: 'nobody' as const };
    await ctx.access.open({ patientId, kind: 'break-glass', reason, note });
    return { outcome: 'opened' as const, patientId };
  },
});

/** Before anybody is looked for: a wrong reason, or a role that may not, must not tell whether she is there. */
function checkReason(ctx: Context, reason: string, note: string): void {
  const { actor } = ctx;
  const choice = choicesOf(ctx).find(({ kind }) => kind === 'break-glass');
  if (choice === undefined || actor.facilityId === undefined || actor.scopes.length > 0)
    throw new AppError('access.denied', { detail: 'access.outside-reach' });
  const isListed = choice.reasons.some(({ code }) => code === reason);
  if (!isListed || (reason === 'other' && note.length < shortestNote))
    throw wrong(
      isListed ? 'note' : 'reason',
      'Hãy chọn một lý do, hoặc ghi rõ lý do khác.',
      'Choose a reason, or write out another one.',
    );
}

function queryOf(number: string | undefined, name = '', birthDate: string | undefined): string {
  if (number !== undefined)
    return `identifier=${encodeURIComponent(`${identifierSystem.personalNumber}|${number}`)}`;
  const words = foldText(name)
    .split(' ')
    .filter((word) => word !== '');
  if (words.length < 2 || birthDate === undefined)
    throw wrong(
      'number',
      'Cần số định danh 12 chữ số, hoặc đủ họ tên và ngày sinh.',
      'The twelve-digit personal number is needed, or the whole name with the day of birth.',
    );
  return [...words.map((word) => `name=${encodeURIComponent(word)}`), `birthdate=${birthDate}`].join('&');
}

/** Persons whom what is known fits wholly: part of a name would be fishing. */
async function findExactly(ctx: Context, query: string, name: string | undefined): Promise<string[]> {
  const { record } = ctx.as(platformActor(ctx.actor.requestId));
  const page = await record.search('Patient', `${query}&_count=${most}`);
  return page.matches
    .filter(
      ({ text }) =>
        name === undefined || foldText(nameOf(JSON.parse(text) as Patient)).trim() === foldText(name).trim(),
    )
    .map(({ id }) => id);
}

function wrong(path: string, vi: string, en: string): AppError {
  return new AppError('request.invalid', { issues: [{ path, text: { vi, en } }] });
}
