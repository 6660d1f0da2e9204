import { platformActor } from '#platform/access/actors.ts';
import type { AuditRecord } from '#platform/audit/search-audit.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { findLeak, type LeakQuestion, type SuspectView } from '../api.ts';
import { rankSuspects } from '../domain/rank-leak.ts';
import { facilityNames } from './facility-names.ts';

/** Lines looked through at most; more must be asked in shorter times. */
const mostLines = 20_000;
const pageLines = 1000;

export const findLeakRoute = defineRoute({
  ...findLeak,
  allow: 'audit.trace',
  handle: (ctx, question) => traceLeak(ctx, question),
});

/** What a search for a leak brings. */
export interface LeakAnswer {
  readonly suspects: SuspectView[];
  /** Persons who were found, and how many of those asked about were not. */
  readonly people: number;
  readonly unknown: number;
  readonly lines: number;
  /** There were more lines than are looked through. */
  readonly isCut: boolean;
}

/** Everybody who saw these persons within the time, ranked. Leaves a line of its own for each person asked about. */
export async function traceLeak(ctx: Context, question: LeakQuestion): Promise<LeakAnswer> {
  const rowIds = await findPeople(ctx, question.people);
  const since = new Date(`${question.from}T00:00:00+07:00`);
  const until = new Date(new Date(`${question.to}T00:00:00+07:00`).getTime() + 86_400_000);
  const lines: AuditRecord[] = [];
  let isCut = false;
  for (const patientId of rowIds) {
    let after: { at: Date; id: string } | undefined;
    do {
      const page = await ctx.trail.search({
        patientId,
        since,
        until,
        limit: pageLines,
        ...(after && { after }),
      });
      lines.push(...page);
      after = page.length === pageLines ? page.at(-1) : undefined;
      isCut = after !== undefined && lines.length >= mostLines;
    } while (after !== undefined && !isCut);
  }
  // What was taken out in bulk may hold any of them.
  const exports =
    rowIds.length === 0
      ? []
      : await ctx.trail.search({ actions: ['export'], since, until, limit: pageLines });
  lines.push(...exports.filter(({ patient_id: id }) => id === null));
  const seen = lines.filter((line) => line.actor_kind !== 'platform' && line.resource_type !== 'AuditEvent');
  const suspects = rankSuspects(seen, { people: rowIds.length, kinds: question.kinds });
  return {
    suspects: await present(ctx, suspects),
    people: rowIds.length,
    unknown: question.people.length - rowIds.length,
    lines: seen.length,
    isCut,
  };
}

/** Row ids of persons named by an id or by a number that they carry. */
async function findPeople(ctx: Context, asked: readonly string[]): Promise<string[]> {
  const { record } = ctx.as(platformActor(ctx.actor.requestId));
  const found = new Set<string>();
  for (const text of asked) {
    const words = encodeURIComponent(text.replaceAll(/[\\|,$]/g, ''));
    for (const query of [`_id=${words}`, `identifier=${words}`]) {
      const page = await record.search('Patient', `${query}&_count=2&_elements=id`);
      if (page.matches.length === 1) {
        found.add(await ctx.trail.rowIdOf(page.matches[0]!.id));
        break;
      }
    }
  }
  return [...found];
}

async function present(ctx: Context, suspects: ReturnType<typeof rankSuspects>): Promise<SuspectView[]> {
  const names = await ctx.trail.names(suspects.map(({ actorId }) => actorId));
  const facilities = await facilityNames(
    ctx,
    suspects.flatMap(({ facilityIds }) => facilityIds),
  );
  return suspects.map(({ actorKind, facilityIds, ...one }) => ({
    ...one,
    who: names.get(one.actorId)?.display ?? '',
    isSystem: actorKind === 'system',
    roles: [...one.roles],
    facilities: facilityIds.map((id) => facilities.get(id) ?? id),
    kinds: [...one.kinds],
    first: one.first.toISOString(),
    last: one.last.toISOString(),
  }));
}
