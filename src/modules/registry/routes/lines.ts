import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { Candidate, CandidateLine, PersonLine } from '../api.ts';
import { lineBeyondReach, lineWithinReach } from '../domain/person-line.ts';
import { patientsWithinReach } from '../operations/match.ts';
import { asSen } from '../people/register.ts';

/** People by id as this reader may see them, in the order asked; who is gone is left out. */
export async function linesOf(ctx: Context, ids: readonly string[]): Promise<PersonLine[]> {
  const wanted = [...new Set(ids)].map((personId) => ({ personId }));
  const reached = ctx.can('record.read')
    ? await patientsWithinReach(ctx, wanted)
    : new Map<string, Patient>();
  const beyond = await patientsWithinReach(
    asSen(ctx),
    wanted.filter(({ personId }) => !reached.has(personId)),
  );
  return wanted.flatMap(({ personId: id }) => {
    const own = reached.get(id);
    if (own !== undefined) return [lineWithinReach({ ...own, id })];
    const other = beyond.get(id);
    return other === undefined ? [] : [lineBeyondReach({ ...other, id })];
  });
}

/** Candidates with the people they are. */
export async function candidateLines(
  ctx: Context,
  candidates: readonly Candidate[],
): Promise<CandidateLine[]> {
  const lines = await linesOf(
    ctx,
    candidates.map(({ personId }) => personId),
  );
  const byId = new Map(lines.map((line) => [line.id, line]));
  return candidates.flatMap(({ personId, score, bits, grade, explanation }) => {
    const person = byId.get(personId);
    return person === undefined ? [] : [{ person, score, bits, grade, explanation }];
  });
}
