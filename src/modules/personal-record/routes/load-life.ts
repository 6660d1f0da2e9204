import type { Context } from '#platform/context.ts';
import { groupLines } from '../domain/group-lines.ts';
import { createKeptLives, keyOfLife, type ReadLife } from './kept-lives.ts';
import { lifeOf } from '../domain/life.ts';
import { loadRecord, readingFor } from './load-record.ts';

const lives = createKeptLives();

/**
 * A life as lines. The right to see it, the audit and the state of the record are the record's own answer each time; only where that
 * state is still the one that was read are the lines taken from memory. Errors: record.not-found, access.denied.
 */
export async function loadLife(ctx: Context, patientId: string): Promise<ReadLife> {
  const key = keyOfLife(ctx.actor, patientId);
  const kept = lives.find(key, ctx.now());
  const version = await ctx.record.versionOf(patientId, kept?.version);
  if (kept?.version === version) return kept.life;
  const { resources } = await loadRecord(ctx, patientId);
  const reading = await readingFor(ctx, resources);
  const life = lifeOf(resources, reading);
  const read = { entries: life.entries, grouped: groupLines(life, reading) };
  // What changed while it was being read must not be kept under the name of the state before.
  if ((await ctx.record.versionOf(patientId)) === version) lives.keep(key, read, version, ctx.now());
  return read;
}
