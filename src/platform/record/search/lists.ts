import { literalReference } from '#kernel/fhir/references.ts';
import { reachedByName } from './reached.ts';
import type { Run } from './search-host.ts';

interface ListResource {
  readonly entry?: readonly { readonly deleted?: boolean; readonly item?: { readonly reference?: string } }[];
}

/** Ids of a type that stand in these Lists, entries marked as deleted left out. Lists outside of the actor's reach hold nothing. */
export async function listedIds(run: Run, lists: readonly string[], resourceType: string): Promise<string[]> {
  run.budget.ask();
  const rows = await reachedByName(
    run,
    lists.map((id) => ({ type: 'List', id })),
  );
  const texts = await run.texts.of(run.q, rows);
  return texts.flatMap((text) =>
    ((JSON.parse(text) as ListResource).entry ?? []).flatMap(({ deleted, item }) => {
      const parsed = deleted === true ? undefined : literalReference(item?.reference ?? '');
      return parsed?.type === resourceType && parsed.base === undefined ? [parsed.id] : [];
    }),
  );
}
