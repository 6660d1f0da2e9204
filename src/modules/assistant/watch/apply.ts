import { newId } from '#kernel/fhir/id.ts';
import type { Context } from '#platform/context.ts';
import { personBucket } from '#platform/record/place.ts';
import { evaluate, isOver, type Finding } from '../domain/evaluate.ts';
import type { Facts } from '../domain/facts.ts';
import type { Rule } from '../domain/rule.ts';
import { openGrounds, sealGrounds, type AlertRow, type Standing } from '../store/alert-rows.ts';
import { facilitySees } from './facility-sees.ts';

/** Somebody whose rules are worked out. */
export interface Person {
  readonly patientId: string;
  readonly facilityId: string | undefined;
  readonly facts: Facts;
}

/** An alert that is new, or has become graver: she is told. */
export interface News {
  readonly alertId: string;
  readonly rule: Rule;
  readonly finding: Finding;
  /** Who must answer it. */
  readonly asked: 'person' | 'facility';
}

const hourMs = 3_600_000;

/**
 * Brings the alert of one rule in step with what is known: one open alert for a rule and a person, which later lines join; a graver step makes
 * it graver; what is over by itself ends. Worked out twice, nothing happens twice. Returns what she is to be told.
 */
export async function applyRule(
  ctx: Context,
  rule: Rule,
  person: Person,
  { open, before }: Standing,
): Promise<News | undefined> {
  const [finding] = evaluate(rule, person.facts, before);
  if (open === undefined) return finding && openAlert(ctx, rule, person, finding);
  if (finding === undefined) {
    if (isOver(rule, open.stage, person.facts, before)) await endAlert(ctx, open);
    return undefined;
  }
  const step = (id: string): number => rule.stages.findIndex((stage) => stage.id === id);
  if (step(finding.stage.id) > step(open.stage)) return raiseAlert(ctx, rule, person, open, finding);
  await joinLines(ctx, person, open, finding);
  return undefined;
}

/** Where nobody has charge of her, or who has may not see her, nobody but she can be asked. */
async function asksOf(
  ctx: Context,
  { stage, grounds }: Finding,
  { patientId, facilityId }: Person,
): Promise<'person' | 'facility'> {
  if (stage.asks === 'person' || facilityId === undefined) return 'person';
  return (await facilitySees(ctx, { patientId, facilityId }, grounds)) ? 'facility' : 'person';
}

async function openAlert(
  ctx: Context,
  rule: Rule,
  person: Person,
  finding: Finding,
): Promise<News | undefined> {
  const now = ctx.now();
  const bucket = personBucket(person.patientId);
  const alertId = newId(bucket, now);
  const { stage, grounds } = finding;
  const asked = await asksOf(ctx, finding, person);
  const made = await ctx.sql.query(
    `insert into assistant.alert (bucket, id, patient_id, facility_id, rule, rule_version, stage, asks, urgent, state, opened_at, staged_at,
       due_at, sealed_grounds)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $10, $11, $12)
     on conflict (bucket, patient_id, rule) where state = 'open' do nothing returning 1`,
    [
      bucket,
      alertId,
      person.patientId,
      person.facilityId ?? null,
      rule.code,
      rule.version,
      stage.id,
      asked,
      stage.urgent,
      now,
      new Date(now.getTime() + stage.answerHours * hourMs),
      sealGrounds(ctx, alertId, grounds),
    ],
  );
  return made.length === 0 ? undefined : { alertId, rule, finding, asked };
}

async function raiseAlert(
  ctx: Context,
  rule: Rule,
  person: Person,
  open: AlertRow,
  finding: Finding,
): Promise<News | undefined> {
  const now = ctx.now();
  const { stage, grounds } = finding;
  const asked = await asksOf(ctx, finding, person);
  const raised = await ctx.sql.query(
    `update assistant.alert set stage = $4, asks = $5, urgent = $6, facility_id = $7, rule_version = $8, staged_at = $9, due_at = $10,
       sealed_grounds = $11
     where bucket = $1 and id = $2 and state = 'open' and stage = $3 returning 1`,
    [
      open.bucket,
      open.id,
      open.stage,
      stage.id,
      asked,
      stage.urgent,
      person.facilityId ?? null,
      rule.version,
      now,
      new Date(now.getTime() + stage.answerHours * hourMs),
      sealGrounds(ctx, open.id, grounds),
    ],
  );
  return raised.length === 0 ? undefined : { alertId: open.id, rule, finding, asked };
}

/** Later lines stand in the alert that is open, and it goes with her where another facility has charge of her; nobody is told again. */
async function joinLines(
  ctx: Context,
  { facilityId }: Person,
  open: AlertRow,
  { stage, grounds }: Finding,
): Promise<void> {
  if (stage.id !== open.stage) return;
  const known = openGrounds(ctx, open);
  const held = new Set(known.map((ground) => JSON.stringify(ground)));
  const fresh = grounds.filter((ground) => !held.has(JSON.stringify(ground)));
  const hasMoved = facilityId !== undefined && facilityId !== open.facility_id;
  if (fresh.length === 0 && !hasMoved) return;
  await ctx.sql.query(
    `update assistant.alert set sealed_grounds = $3, joined = joined + $4, facility_id = $5 where bucket = $1 and id = $2 and state = 'open'`,
    [open.bucket, open.id, sealGrounds(ctx, open.id, grounds), fresh.length, facilityId ?? open.facility_id],
  );
}

/** Over by itself: measured anew and usual, given, seen, handed out. */
export async function endAlert(ctx: Context, { bucket, id }: AlertRow): Promise<void> {
  await ctx.sql.query(
    `update assistant.alert set state = 'ended', closed_at = $3 where bucket = $1 and id = $2 and state = 'open'`,
    [bucket, id, ctx.now()],
  );
}
