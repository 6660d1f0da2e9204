import type { Context } from '#platform/context.ts';
import { atDesk } from './desk.ts';
import type { FactResource } from './domain/facts.ts';
import { provenanceOf, type Author } from './domain/observation-of.ts';
import { existing } from './existing.ts';

/**
 * Writes a line whose id follows from what names it, and who wrote it; sent again it is what it is by now, also where it was taken back. Only while
 * the names of the person are held.
 */
export async function keepOnce(ctx: Context, resource: FactResource, author: Author): Promise<FactResource> {
  const { resourceType, id = '' } = resource;
  const desk = atDesk(ctx).record;
  if ((await existing(ctx, resourceType, [id])).has(id))
    return JSON.parse((await desk.read(resourceType, id)).text) as FactResource;
  await desk.bundle({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      { resource, request: { method: 'PUT', url: `${resourceType}/${id}`, ifNoneMatch: '*' } },
      {
        resource: provenanceOf([`${resourceType}/${id}`], author, ctx.now()),
        request: { method: 'POST', url: 'Provenance' },
      },
    ],
  });
  return resource;
}
