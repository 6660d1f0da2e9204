import { deskOf, type Desk } from './desk.ts';
import type { NewOf, WriteResult } from './record-store.ts';
import { writeShares, type Share } from './write/write-all.ts';

/**
 * Makes resources of several actors in one transaction and a handful of statements, as if each had made hers alone: within her own reach,
 * audited as herself. One that is refused undoes them all; the caller then makes them one by one, which also tells of the refusal.
 */
export async function createTogether(desk: Desk, news: readonly NewOf[]): Promise<WriteResult[]> {
  return desk.transaction(async (tx) => {
    const shares: Share[] = [];
    for (const { actor, resource } of news) {
      const reach = await deskOf(desk.host, actor, tx).reach();
      const text = JSON.stringify(resource);
      const { resourceType } = resource;
      shares.push({
        reach,
        intents: [{ method: 'create', resourceType, text, printedHere: true, where: '' }],
      });
    }
    const outcomes = await writeShares(desk.host, tx, shares);
    return outcomes.map(([outcome]) => ({ ...outcome!.stored!, outcome: 'created' as const }));
  });
}
