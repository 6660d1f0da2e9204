import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { couldBeParent } from '../domain/could-be-mother.ts';
import { lacksForTie } from '../domain/ties.ts';
import { demandWrite } from '../people/at-desk.ts';
import { keepReason } from '../people/keep-reason.ts';
import { asSen } from '../people/register.ts';
import { closeTie, tiesOf, writeTie, type Tie } from '../people/ties.ts';
import { endTie, nameTie, type TieLine } from '../domain/person-contract.ts';
import { linesOf } from './lines.ts';

export const nameTieRoute = defineRoute({
  ...nameTie,
  allow: 'registry.correct',
  handle: async (ctx, { id, kind, otherId, from, to, reason, paperId }) => {
    if (id === otherId) throw new AppError('registry.same-person');
    const person = await demandWrite(ctx, id);
    const lacks = lacksForTie({ kind, to, paperId }, person.birthDate, dayInVietnam(ctx.now()));
    if (lacks !== undefined) throw new AppError(lacks);
    if (from !== undefined && to !== undefined && to < from) throw new AppError('registry.days-reversed');
    const other = JSON.parse((await asSen(ctx).record.read('Patient', otherId)).text) as Patient;
    if ((kind === 'mother' || kind === 'father') && !couldBeParent(kind, other, person))
      throw new AppError('registry.mother-not-possible');
    const known = (await tiesOf(ctx, id)).find(
      (tie) => tie.isActive && tie.kind === kind && tie.otherId === otherId && tie.end === to,
    );
    if (known !== undefined) return { tieId: known.id };
    const tieId = await writeTie(ctx, id, { kind, otherId, from: from ?? startOf(kind, person), to });
    await keepReason(ctx, id, { what: [`tie-${kind}`], reason, paperId });
    return { tieId };
  },
});

/** A parent is one from birth on. */
function startOf(kind: string, { birthDate }: Patient): string | undefined {
  return kind === 'mother' || kind === 'father' ? birthDate : undefined;
}

export const endTieRoute = defineRoute({
  ...endTie,
  allow: 'registry.correct',
  handle: async (ctx, { id, tieId, on, reason }) => {
    await demandWrite(ctx, id);
    await closeTie(ctx, id, tieId, on);
    await keepReason(ctx, id, { what: ['tie-ended'], reason });
    return { done: true as const };
  },
});

/** Ties with the people whom they name; whom the store no longer has is left out. */
export async function tieLines(ctx: Context, ties: readonly Tie[]): Promise<TieLine[]> {
  const lines = await linesOf(
    ctx,
    ties.map(({ otherId }) => otherId),
  );
  const byId = new Map(lines.map((line) => [line.id, line]));
  return ties.flatMap(({ otherId, ...tie }) => {
    const person = byId.get(otherId);
    return person === undefined ? [] : [{ ...tie, person }];
  });
}
