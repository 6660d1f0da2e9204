import type { Resource } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { FilledForm } from './forms-in-visit.ts';
import type { TypedSigns } from './typed-signs.ts';
import type { VisitDraft } from './visit-draft.ts';

/** A visit under way: all that the worker typed. */
export interface VisitUnderWay {
  readonly draft: VisitDraft;
  readonly typed: TypedSigns;
  readonly forms: readonly FilledForm[];
}

/** The same as plain JSON, so that it survives a crash. */
export interface KeptVisit {
  readonly savedAt: string;
  /** Where the worker worked when she began it. */
  readonly facilityId: string;
  readonly draft: Omit<VisitDraft, 'startedAt'> & { readonly startedAt: string };
  readonly typed: TypedSigns;
  readonly forms: readonly FilledForm[];
}

export function keepVisit(visit: VisitUnderWay, facilityId: string, now: Date): KeptVisit {
  const { draft, typed, forms } = visit;
  return {
    savedAt: now.toISOString(),
    facilityId,
    draft: { ...draft, startedAt: draft.startedAt.toISOString() },
    typed,
    forms,
  };
}

/** A visit as it was left. One of another day is another visit: what was typed stays, and it begins now. */
export function openVisit({ draft, typed, forms }: KeptVisit, now: Date): VisitUnderWay {
  const began = new Date(draft.startedAt);
  const isToday = dayInVietnam(began) === dayInVietnam(now);
  return { draft: { ...draft, startedAt: isToday ? began : now }, typed, forms };
}

/** True where somebody typed something. */
export function isBegun({ draft, typed, forms }: VisitUnderWay): boolean {
  return (
    draft.reason.trim() !== '' ||
    draft.examination.trim() !== '' ||
    draft.diagnoses.length > 0 ||
    draft.medicines.length > 0 ||
    forms.length > 0 ||
    Object.values(typed).some(({ text }) => text.trim() !== '')
  );
}

/**
 * The day on which something about the person was last written, where the clock of the device lies before it: then the clock is wrong, not the
 * record.
 */
export function clockBefore(now: Date, resources: readonly Resource[]): string | undefined {
  const newest = resources
    .map(({ meta }) => meta?.lastUpdated ?? '')
    .toSorted()
    .at(-1);
  if (newest === undefined || newest === '') return undefined;
  const at = new Date(newest);
  return at.getTime() - now.getTime() > dayMs ? dayInVietnam(at) : undefined;
}

const dayMs = 86_400_000;
