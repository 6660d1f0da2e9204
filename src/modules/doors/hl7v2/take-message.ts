import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { FacilityFinder } from '../facility.ts';
import { correctText } from './correct-text.ts';
import type { Correction } from '../corrections.ts';
import { quarantine, settleUnits, type Finding as Held } from '../quarantine.ts';
import { advance } from '../source-log.ts';
import type { Source } from '../source.ts';
import { codeOf, printAck, type AckCode } from './ack.ts';
import { decodeMessage } from './charset.ts';
import { checkMessage } from './check-message.ts';
import { readSegments } from './map/map-message.ts';
import { parseMessage, type Message } from './message.ts';
import { finding, MessageRefused, type Finding } from './rules.ts';
import type { Sender } from './sender.ts';
import { writeMessage, type Written } from './write-message.ts';

/** One message of a stored source. */
export interface MessageInHand {
  readonly source: Source;
  /** Ordinal of the message in the source, from 1. */
  readonly unit: number;
  readonly bytes: Uint8Array;
  readonly sender: Sender;
  readonly facilities: FacilityFinder;
  readonly corrections: readonly Correction[];
  /** True when the unit is taken again behind the cursor (after a mend), so it is not counted again. */
  readonly again: boolean;
  /** True for a message of a connection: with it its source is dealt with. */
  readonly isWholeSource: boolean;
}

/** How a message ended. `text` is the acknowledgement, unframed. */
export interface MessageAnswer {
  readonly code: AckCode;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Failures that pass by themselves: nothing is answered, so that the sender sends again and nothing is lost. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === 'service.unavailable' ||
      error.code === 'storage.full' ||
      error.code === 'request.throttled')
  );
}

/**
 * Takes one message whose bytes are already stored: everything it says, its count and its answer are one transaction. What cannot be
 * taken is put into the quarantine, with the answer, in a second one. Throws only where `isTransient`.
 */
export async function takeMessage(ctx: Context, hand: MessageInHand): Promise<MessageAnswer> {
  const decoded = decodeMessage(hand.bytes);
  const message =
    'text' in decoded
      ? parseMessage(correctText(decoded.text, hand.corrections))
      : parseMessage(Buffer.from(hand.bytes).toString('latin1'));
  const findings: Finding[] = 'refused' in decoded ? [decoded.refused] : [];
  if (message === undefined) findings.push(finding('not-hl7'));
  else findings.push(...checkMessage(message, [...hand.sender.processing]));
  if (message === undefined || findings.length > 0) return refuseMessage(ctx, hand, message, findings);
  try {
    return await acceptMessage(ctx, hand, message);
  } catch (error) {
    if (isTransient(error)) throw error;
    return refuseMessage(ctx, hand, message, findingsOf(ctx, error, hand));
  }
}

async function acceptMessage(ctx: Context, hand: MessageInHand, message: Message): Promise<MessageAnswer> {
  const organization = await hand.facilities.find(ctx, hand.sender.facilityCode);
  return ctx.transaction(async (tx) => {
    const warnings: Finding[] = [];
    if (await isReused(tx, hand, message))
      warnings.push(finding('control-id-reused', { segment: 'MSH', field: 10 }));
    const written = await writeMessage(tx, {
      ...hand,
      message,
      organization,
      warn: (one) => warnings.push(one),
    });
    await advance(tx, hand.source.id, {
      ...(hand.again ? {} : { cursor: hand.unit, units: 1 }),
      ...countsOf(written),
      warnings: countWarnings(message, warnings),
      facility: hand.sender.facilityCode,
      ...(hand.isWholeSource && { end: 'taken' as const }),
    });
    if (hand.again) await settleUnits(tx, hand.source.id, [hand.unit]);
    const answer = printAnswer(tx, message, warnings);
    await keepAnswer(tx, hand, message, answer.text);
    return answer;
  });
}

/** A message counts once: as taken when it brought something new, as updated when it changed something, else as unchanged. */
function countsOf(written: Written) {
  const kind = written.made > 0 ? 'taken' : written.changed > 0 ? 'updated' : 'unchanged';
  return { [kind]: 1, resources: written.made + written.changed };
}

async function refuseMessage(
  ctx: Context,
  hand: MessageInHand,
  message: Message | undefined,
  findings: readonly Finding[],
): Promise<MessageAnswer> {
  await ctx.transaction(async (tx) => {
    const held = await quarantine(
      tx,
      hand.source,
      findings.map((one) => heldOf(hand.unit, message, one)),
    );
    await advance(tx, hand.source.id, {
      ...(hand.again ? {} : { cursor: hand.unit, units: 1 }),
      quarantined: held,
      facility: hand.sender.facilityCode,
      ...(hand.isWholeSource && { end: 'partly' as const }),
    });
  });
  return printAnswer(ctx, message, findings);
}

function printAnswer(
  ctx: Context,
  message: Message | undefined,
  findings: readonly Finding[],
): MessageAnswer {
  const code = codeOf(findings);
  const controlId = `SEN${randomUUID().replaceAll('-', '').slice(0, 17).toUpperCase()}`;
  return { code, findings, text: printAck(message, { code, findings, controlId, now: ctx.now() }) };
}

/** Turns what the record or a mapper said into findings; what nobody expected is told as such, its cause goes to the log. */
function findingsOf(ctx: Context, error: unknown, hand: MessageInHand): Finding[] {
  if (error instanceof MessageRefused) return [...error.findings];
  if (error instanceof AppError && error.code !== 'internal.unexpected') {
    if (error.issues.length === 0) return [finding('record-refused', undefined, error.kind.text)];
    return error.issues.slice(0, 5).map((issue) =>
      finding('record-refused', undefined, {
        vi: `${issue.text.vi} (${issue.path ?? ''})`,
        en: `${issue.text.en} (${issue.path ?? ''})`,
      }),
    );
  }
  ctx.log.error('hl7 message failed unexpectedly', {
    source: hand.source.id,
    unit: hand.unit,
    error: error instanceof Error ? error.stack : String(error),
  });
  return [finding('internal')];
}

/** A finding in the words of the quarantine, with the segment it lies in so that somebody can mend it. */
function heldOf(unit: number, message: Message | undefined, one: Finding): Held {
  const at = one.at ?? { segment: 'MSH' };
  const segment = message?.segments.find(
    (candidate) => candidate.name === at.segment && candidate.sequence === (at.sequence ?? 1),
  );
  const field =
    at.field === undefined
      ? ''
      : `${at.segment}-${at.field}${at.component === undefined ? '' : `.${at.component}`}`;
  const value = segment === undefined || at.field === undefined ? undefined : segment.whole(at.field);
  return {
    unit,
    visit: message?.msh.text(10) ?? '',
    table: at.segment,
    line: at.sequence ?? 1,
    field,
    ...(value === undefined ? {} : { value }),
    rule: `hl7.${one.rule}`,
    text: one.text,
    ...(segment === undefined
      ? {}
      : {
          fields: segment
            .fields()
            .map((text, index): readonly [string, string] => [`${segment.name}-${index + 1}`, text]),
        }),
  };
}

/** Warnings by rule and field, and the segments that only the stored original keeps. */
function countWarnings(message: Message, warnings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const one of warnings) add(`hl7.${one.rule} ${one.at?.segment ?? 'MSH'}-${one.at?.field ?? ''}`);
  for (const segment of message.segments)
    if (!readSegments.has(segment.name)) add(`hl7.segment-kept-raw ${segment.name}`);
  return counts;
}

async function isReused(tx: Context, hand: MessageInHand, message: Message): Promise<boolean> {
  const rows = await tx.sql.query(
    'select 1 as one from doors.hl7_answer where sender = $1 and control_id = $2 and source_id <> $3 limit 1',
    [hand.source.sender, message.msh.text(10), hand.source.id],
  );
  return rows.length > 0;
}

async function keepAnswer(tx: Context, hand: MessageInHand, message: Message, text: string): Promise<void> {
  await tx.sql.query(
    `insert into doors.hl7_answer (source_id, unit, sender, control_id, answer, answered_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (source_id, unit) do nothing`,
    [hand.source.id, hand.unit, hand.source.sender, message.msh.text(10).slice(0, 200), text, tx.now()],
  );
}

/** The answer that a message which was taken got before. */
export async function formerAnswer(ctx: Context, sourceId: string): Promise<string | undefined> {
  const rows = await ctx.sql.query<{ answer: string }>(
    'select answer from doors.hl7_answer where source_id = $1 and unit = 1',
    [sourceId],
  );
  return rows[0]?.answer;
}
