import type { Provenance, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { rewritePerson } from '../domain/rewrite-person.ts';
import { sayWho } from './provenance-of.ts';

/** Where lines go and why. */
export interface Move {
  /** Records that they name now. */
  readonly from: readonly string[];
  readonly to: string;
  readonly reason: string;
}

/**
 * Moves one line to another person: a new version under its id, with a Provenance; what says of its making goes along. A signed one stays
 * as it was signed, and a new one takes its place with the right person.
 */
export async function moveLine(
  ctx: Context,
  desk: Context,
  reference: string,
  move: Move,
): Promise<'moved' | 'superseded'> {
  const [type = '', id = ''] = reference.split('/');
  const stored = await desk.record.read(type, id);
  const resource = JSON.parse(stored.text) as Resource;
  const next = rewritePerson(resource, move.from, move.to);
  const version = `${reference}/_history/${stored.versionId}`;
  if (!(await putElsewhere(desk, next))) {
    const { id: _id, meta: _meta, ...content } = next;
    const made = await desk.record.create(content as Resource);
    await sayWho(ctx, desk, { targets: [`${type}/${made.id}`], from: [version], reason: move.reason });
    return 'superseded';
  }
  for (const provenance of await provenancesOf(desk, reference)) await putElsewhere(desk, provenance);
  await sayWho(ctx, desk, { targets: [reference], from: [version], reason: move.reason });
  return 'moved';
}

/** Takes it out of the one record and writes it into the other; false where a signature closes it. */
async function putElsewhere(desk: Context, next: Resource): Promise<boolean> {
  try {
    await desk.transaction(async (tx) => {
      const within = tx.record;
      await within.delete(next.resourceType, next.id!);
      await within.update(next);
    });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'signature.signed') return false;
    throw error;
  }
}

/** What is said of the making of this line alone. */
async function provenancesOf(desk: Context, reference: string): Promise<Provenance[]> {
  const { matches } = await desk.record.search('Provenance', `target=${reference}&_count=100`);
  return matches
    .map(({ text }) => JSON.parse(text) as Provenance)
    .filter(({ target }) => target.every((one) => one.reference === reference));
}
