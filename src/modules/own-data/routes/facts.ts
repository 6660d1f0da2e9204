import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { atDesk, demandOwn } from '../desk.ts';
import {
  isOwnFact,
  isWithdrawn,
  resourceOf,
  showFact,
  typeOfFact,
  withdrawn,
  type FactResource,
} from '../domain/facts.ts';
import { ownMark } from '../domain/own-mark.ts';
import { addFact, readFacts, withdrawFact, type FactKind } from '../domain/facts-contract.ts';
import { keepOnce } from '../keep-once.ts';
import { nameGiverOf } from '../name-giver.ts';

const pageSize = 30;

export const readFactsRoute = defineRoute({
  ...readFacts,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, kind, cursor }) => {
    await demandOwn(ctx, patientId);
    const query = new URLSearchParams({
      patient: patientId,
      _tag: `${ownMark.system}|${ownMark[kind]}`,
      _sort: '-_lastUpdated',
      _count: String(pageSize),
      ...(cursor !== undefined && { _cursor: cursor }),
    });
    const page = await ctx.record.search(typeOfFact[kind], query.toString());
    const resources = page.matches.map(({ text }) => JSON.parse(text) as FactResource);
    return {
      facts: resources.filter((one) => !isWithdrawn(one)).map((one) => showFact(kind, one)),
      ...(page.next !== undefined && { next: page.next }),
    };
  },
});

export const addFactRoute = defineRoute({
  ...addFact,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, id, fact }) => {
    const person = await demandOwn(ctx, patientId);
    const nameOf = await nameGiverOf(ctx, patientId);
    const resource = resourceOf(nameOf('fact', fact.kind, id), fact, person, ctx.now());
    return { fact: showFact(fact.kind, await keepOnce(ctx, resource, person)) };
  },
});

export const withdrawFactRoute = defineRoute({
  ...withdrawFact,
  allow: 'own-data.keep',
  handle: async (ctx, { patientId, kind, id }) => {
    await demandOwn(ctx, patientId);
    const resource = await ownFact(ctx, patientId, kind, id);
    if (!isWithdrawn(resource)) await atDesk(ctx).record.update(withdrawn(resource));
    return { done: true as const };
  },
});

/** One of hers, of this kind; anything else is not there. Error: record.not-found. */
async function ownFact(ctx: Context, patientId: string, kind: FactKind, id: string): Promise<FactResource> {
  const resource = JSON.parse((await ctx.record.read(typeOfFact[kind], id)).text) as FactResource;
  if (!isOwnFact(resource, kind, patientId)) throw new AppError('record.not-found');
  return resource;
}
