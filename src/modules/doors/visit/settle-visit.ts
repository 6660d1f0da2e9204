import type { Resource } from '@medplum/fhirtypes';
import { changesBetween, reconcile } from '../domain/visit/reconcile.ts';
import { retired } from '../domain/visit/retire.ts';
import type { Statement, VisitDoor } from '../domain/visit/statement.ts';

/** What a door must write after it has spoken of a visit of which the other door spoke too. */
export interface Settled {
  /** New and changed lines, and those that nobody states any more, marked as entered in error. */
  readonly writes: readonly Resource[];
  readonly retired: number;
  /** Everything said now, each with its place; to be kept. */
  readonly statements: readonly Statement[];
  /** Where the lines of the speaking door stand. */
  readonly places: readonly string[];
  /** Lines of the other door that stand at a new place now, by the source that said them. */
  readonly moved: ReadonlyMap<string, readonly string[]>;
}

/** `before`: all that was known. `said`: everything the speaking door states now, under its own names. Pure. */
export function settleVisit(
  before: readonly Statement[],
  door: VisitDoor,
  said: readonly { readonly resource: Resource; readonly sourceId?: string }[],
): Settled {
  const own = new Map(before.filter((one) => one.door === door).map((one) => [one.reference, one]));
  const others = before.filter((one) => one.door !== door);
  const spoken = said.map(({ resource, sourceId }): Statement => {
    const reference = `${resource.resourceType}/${resource.id ?? ''}`;
    const former = own.get(reference);
    if (former !== undefined && JSON.stringify(former.resource) === JSON.stringify(resource)) return former;
    const place = former?.place;
    return {
      door,
      reference,
      resource,
      ...(place === undefined ? {} : { place }),
      ...(sourceId === undefined ? {} : { sourceId }),
    };
  });
  const shown = reconcile(before);
  const now = reconcile([...others, ...spoken]);
  const { writes, gone } = changesBetween(shown.lines, now.lines);
  const formerPlaces = new Map(others.map((one) => [one.reference, one.place]));
  const moved = now.statements.filter(
    (one) =>
      one.door !== door &&
      one.place !== undefined &&
      one.sourceId !== undefined &&
      one.place !== formerPlaces.get(one.reference),
  );
  return {
    writes: [...writes, ...gone.map(retired)],
    retired: gone.length,
    statements: now.statements,
    places: now.statements.flatMap((one) =>
      one.door === door && one.place !== undefined ? [one.place] : [],
    ),
    moved: new Map(
      [...Map.groupBy(moved, (one) => one.sourceId!)].map(([source, list]) => [
        source,
        list.map((one) => one.place!),
      ]),
    ),
  };
}
