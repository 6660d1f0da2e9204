import { useEffect, useMemo, useRef } from 'react';
import { draftWriter, type DraftKeeper } from '#web/forms/drafts.ts';
import { indexedDrafts } from '#web/forms/indexed-drafts.ts';
import { isBegun, keepVisit, type KeptVisit, type VisitUnderWay } from '../../../domain/visit/kept-visit.ts';

/** Where visits under way are kept on this device, one store for each worker. */
export const visitDrafts = (owner: string): DraftKeeper<KeptVisit> => indexedDrafts<KeptVisit>(owner);

export const draftName = (patientId: string): string => `visit/${patientId}`;

/** Keeps a visit at each change; `stop` takes the draft away once the visit is saved. */
export function useKeepVisit(
  keeper: DraftKeeper<KeptVisit>,
  patientId: string,
  facilityId: string,
  visit: VisitUnderWay,
  now: () => Date,
): { readonly stop: () => void } {
  const writer = useMemo(
    () => draftWriter<KeptVisit>(keeper, draftName(patientId), () => undefined),
    [keeper, patientId],
  );
  const isOver = useRef(false);
  const { draft, typed, forms } = visit;
  useEffect(() => {
    const under = { draft, typed, forms };
    if (!isOver.current && isBegun(under)) writer.write(keepVisit(under, facilityId, now()));
  }, [writer, draft, typed, forms, facilityId, now]);
  return {
    stop: () => {
      isOver.current = true;
      void writer.stop().then(() => keeper.remove(draftName(patientId)));
    },
  };
}
