import { createHash } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { readCardText, type CardText } from '#kernel/vietnam/card-texts.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { parsePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import type { ReadCard } from './api.ts';
import { publicKeyOf } from './card-keys.ts';
import { agreesWith } from './domain/agrees-with.ts';
import { readPrintedNumber } from './domain/printed-number.ts';
import { holderOf } from './holder.ts';
import { isSignedBy, readPhoneCode } from './phone-code.ts';

/** Who a code means. Beyond the reader's reach only what the holder shows by standing there: name, birth, sex. */
export async function findHolder(ctx: Context, text: string): Promise<ReadCard> {
  const phone = readPhoneCode(text);
  if (phone !== undefined) {
    const key = await publicKeyOf(ctx, phone.key);
    if (key === undefined || !isSignedBy(phone, key)) return { kind: 'phone', problem: 'forged' };
    if (phone.until * 1000 < ctx.now().getTime()) return { kind: 'phone', problem: 'expired' };
    return { kind: 'phone', ...(await shown(ctx, await readPerson(ctx, phone.patientId))) };
  }
  const printed = readPrintedNumber(text);
  if (printed !== undefined) return { kind: 'printed', ...(await holderOfPrinted(ctx, printed)) };
  const card = readCardText(text);
  if (card !== undefined) return holderOfCard(ctx, card);
  return holderOfNumber(ctx, text);
}

/** How the number of a paper card is kept. 75 bits of chance need no salt. */
export function digestOf(number: string): Buffer {
  return createHash('sha256').update(`health card\n${number}`).digest();
}

async function holderOfPrinted(ctx: Context, number: string): Promise<ReadCard> {
  const [row] = await ctx.sql.query<{ patient_id: string; ended_at: Date | null }>(
    'select patient_id, ended_at from health_card.printed where digest = $1',
    [digestOf(number)],
  );
  if (row === undefined) return { problem: 'nobody' };
  if (row.ended_at !== null) return { problem: 'ended' };
  return shown(ctx, await readPerson(ctx, row.patient_id));
}

/** A card of the state says who its holder is; a number that our record gives to somebody else is not told. */
async function holderOfCard(ctx: Context, card: CardText): Promise<ReadCard> {
  const { kind, oldCardNumber: _old, ...stated } = card;
  const patient =
    (await byNumber(ctx, identifierSystem.personalNumber, card.personalNumber)) ??
    (await byNumber(ctx, identifierSystem.insuranceCard, card.insuranceNumber));
  if (patient === undefined) return { kind, stated, problem: 'nobody' };
  if (!agreesWith(card, patient)) return { kind, stated, problem: 'differs' };
  return { kind, stated, ...(await shown(ctx, patient)) };
}

/** A number by itself proves nothing: it finds only whom the reader reaches anyway. */
async function holderOfNumber(ctx: Context, text: string): Promise<ReadCard> {
  const personal = parsePersonalNumber(text.trim());
  const insurance = parseInsuranceCard(text.trim());
  if (personal === undefined && insurance === undefined) return { problem: 'not-a-card' };
  const patient =
    (await byNumber(ctx, identifierSystem.personalNumber, personal?.number, ctx)) ??
    (await byNumber(ctx, identifierSystem.insuranceCard, insurance?.number, ctx));
  if (patient === undefined) return { kind: 'number', problem: 'nobody' };
  return { kind: 'number', ...(await shown(ctx, patient)) };
}

async function byNumber(
  ctx: Context,
  system: string,
  value: string | undefined,
  asking = ctx.as(platformActor(ctx.actor.requestId)),
): Promise<Patient | undefined> {
  if (value === undefined) return undefined;
  const page = await asking.record.search(
    'Patient',
    `identifier=${encodeURIComponent(`${system}|${value}`)}&_count=2`,
  );
  // A number that two bear names nobody.
  return page.matches.length === 1 ? (JSON.parse(page.matches[0]!.text) as Patient) : undefined;
}

async function readPerson(ctx: Context, id: string): Promise<Patient | undefined> {
  try {
    const { record } = ctx.as(platformActor(ctx.actor.requestId));
    const patient = JSON.parse((await record.read('Patient', id)).text) as Patient;
    const successor = patient.link
      ?.find(({ type }) => type === 'replaced-by')
      ?.other.reference?.split('/')[1];
    return successor === undefined
      ? patient
      : (JSON.parse((await record.read('Patient', successor)).text) as Patient);
  } catch (error) {
    if (error instanceof AppError && error.kind.status < 500) return undefined;
    throw error;
  }
}

async function shown(ctx: Context, patient: Patient | undefined): Promise<ReadCard> {
  if (patient?.id === undefined) return { problem: 'nobody' };
  // Asked as the reader: whether the record is open to her, and so that the look stands in the log under her name.
  const inReach = await ctx.record.read('Patient', patient.id).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.kind.status < 500) return false;
      throw error;
    },
  );
  return { person: { id: patient.id, ...holderOf(patient), inReach } };
}
