import type { Context } from '#platform/context.ts';
import { correctionsOf } from '../corrections.ts';
import type { Door, Run, RunResult } from '../door.ts';
import { createSendingOrganizations } from './sending-organization.ts';
import { quarantine } from '../quarantine.ts';
import { advance } from '../source-log.ts';
import type { Source } from '../source.ts';
import { finding } from './rules.ts';
import { listSenders, matchSender, openSender, senderNames, type Sender } from './sender.ts';
import { MESSAGE_LIMIT_BYTES, splitFile } from './split-file.ts';
import { parseMessage } from './message.ts';
import { takeMessage } from './take-message.ts';

/**
 * Reads stored HL7 v2: the one message of an MLLP connection, or a file of many that an administrator brought. The sender of a file is not
 * checked against the register (the administrator answers for it); a registered one lends its facility code.
 */
export const hl7v2Door: Door = {
  id: 'hl7v2',
  take: (ctx, source, run) => takeFile(ctx, source, run),
};

async function takeFile(ctx: Context, source: Source, run: Run): Promise<RunResult> {
  const senders = await listSenders(ctx);
  const corrections = await correctionsOf(ctx, source.id);
  const facilities = createSendingOrganizations();
  let unit = 0;
  for await (const part of splitFile(await openSource(ctx, source))) {
    unit += 1;
    const again = run.only !== undefined;
    if (again ? !run.only?.has(unit) : unit <= source.cursor) continue;
    if (run.shouldStop()) return { end: 'stopped' };
    if ('tooLarge' in part) {
      await holdTooLarge(ctx, source, unit, again);
      continue;
    }
    const sender = senderOf(senders, part.bytes, source);
    await takeMessage(ctx, {
      source,
      unit,
      bytes: part.bytes,
      sender,
      facilities,
      corrections: corrections.get(unit) ?? [],
      again,
      isWholeSource: false,
    });
  }
  return unit === 0 ? { end: 'refused', rule: 'hl7.not-hl7' } : { end: 'finished' };
}

async function openSource(ctx: Context, source: Source): Promise<AsyncIterable<Uint8Array>> {
  return (await ctx.files.open(source.sha256)) as AsyncIterable<Uint8Array>;
}

/** Names stand in MSH, which every character set here writes in ASCII. */
function senderOf(senders: readonly Sender[], bytes: Buffer, source: Source): Sender {
  const message = parseMessage(bytes.subarray(0, 4096).toString('latin1').replace(/^ï»¿/, ''));
  const [application, facility] = message === undefined ? ['', ''] : senderNames(message);
  const known = matchSender(senders, application, facility) ?? openSender(application, facility);
  return source.facility === undefined ? known : { ...known, facilityCode: source.facility };
}

async function holdTooLarge(ctx: Context, source: Source, unit: number, again: boolean): Promise<void> {
  const { text } = finding('too-large', undefined, String(MESSAGE_LIMIT_BYTES));
  await ctx.transaction(async (tx) => {
    const held = await quarantine(tx, source, [
      { unit, table: 'MSH', line: 1, field: '', rule: 'hl7.too-large', text },
    ]);
    await advance(tx, source.id, { ...(again ? {} : { cursor: unit, units: 1 }), quarantined: held });
  });
}
