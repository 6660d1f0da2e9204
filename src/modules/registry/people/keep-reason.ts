import type { DocumentReference, Provenance } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { atDesk } from './at-desk.ts';

/** Marks the reasons that the registry keeps: 'registry: name birthDate'. */
const mark = 'registry: ';

/** What is kept beside a change. */
export interface Reason {
  /** Names of fields or of what happened. */
  readonly what: readonly string[];
  readonly reason: string;
  readonly paperId?: string | undefined;
}

/**
 * Why, at whose word and by what paper: beside the version itself, which the history keeps. Error: registry.paper-unknown where the paper is
 * not this person's.
 */
export async function keepReason(ctx: Context, personId: string, given: Reason): Promise<void> {
  const { practitionerId, facilityId, display } = ctx.actor;
  const { what, reason, paperId } = given;
  if (paperId !== undefined) await demandPaper(ctx, personId, paperId);
  await atDesk(ctx).record.create({
    resourceType: 'Provenance',
    target: [{ reference: `Patient/${personId}` }],
    recorded: ctx.now().toISOString(),
    activity: { text: `${mark}${what.join(' ')}` },
    reason: [{ text: reason }],
    agent: [
      {
        who:
          practitionerId === undefined
            ? { display }
            : { reference: `Practitioner/${practitionerId}`, display },
        ...(facilityId !== undefined && { onBehalfOf: { reference: `Organization/${facilityId}` } }),
      },
    ],
    ...(paperId !== undefined && {
      entity: [{ role: 'source' as const, what: { reference: `DocumentReference/${paperId}` } }],
    }),
  });
}

async function demandPaper(ctx: Context, personId: string, paperId: string): Promise<void> {
  const page = await atDesk(ctx).record.search('DocumentReference', `_id=${encodeURIComponent(paperId)}`);
  const [found] = page.matches.map(({ text }) => JSON.parse(text) as DocumentReference);
  if (found?.subject?.reference !== `Patient/${personId}`) throw new AppError('registry.paper-unknown');
}

/** A change with its reason, for people to read. */
export interface KeptReason {
  readonly at: string;
  readonly by: string;
  readonly what: string;
  readonly reason: string;
  readonly hasPaper: boolean;
}

const mostShown = 50;

/** The reasons kept of a person, the latest first. */
export async function reasonsOf(ctx: Context, personId: string): Promise<KeptReason[]> {
  const query = `target=Patient/${encodeURIComponent(personId)}&_sort=-recorded&_count=${mostShown}`;
  const page = await atDesk(ctx).record.search('Provenance', query);
  return page.matches.flatMap(({ text }) => {
    const { activity, reason, agent, entity, recorded } = JSON.parse(text) as Provenance;
    if (activity?.text?.startsWith(mark) !== true) return [];
    return [
      {
        at: recorded ?? '',
        by: agent[0]?.who?.display ?? '',
        what: activity.text.slice(mark.length),
        reason: reason?.[0]?.text ?? '',
        hasPaper: (entity ?? []).length > 0,
      },
    ];
  });
}
