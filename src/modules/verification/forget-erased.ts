import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** What is kept of a person who is erased by law: how she stood, what was to be repaired, the papers. Counts of runs name nobody. */
export async function forgetErased(ctx: Context, { patientIds }: Erased): Promise<Record<string, number>> {
  if (patientIds.length === 0) return {};
  const results = await ctx.sql.query<{ resource_id: string }>(
    'delete from verification.result where patient_id = any ($1) returning resource_id',
    [patientIds],
  );
  for (const { resource_id: id } of results) await ctx.record.delete('VerificationResult', id);
  await ctx.sql.query('delete from verification.due where patient_id = any ($1)', [patientIds]);
  const tasks = await ctx.sql.query<{ paper_sha256: string | null }>(
    'delete from verification.task where patient_id = any ($1) returning paper_sha256',
    [patientIds],
  );
  for (const { paper_sha256: sha256 } of tasks) if (sha256 !== null) await ctx.files.remove(sha256);
  return { verifications: results.length, repairTasks: tasks.length };
}
