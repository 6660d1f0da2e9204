import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { immunisationErrorKinds } from '#kernel/immunisation-errors.ts';
import { RequestProblem } from '#web/data/problem.ts';
import {
  addFridge,
  addReading,
  changeLot,
  receiveLot,
  type FridgeInput,
  type LotChange,
  type ReadingInput,
  type ReceivedLot,
} from '../../api.ts';
import { judgeReading } from '../../domain/cold-chain.ts';
import { lotChangeFault } from '../../domain/lot-change.ts';
import { lotIdOf } from '../../domain/lot-id.ts';
import { stockCode } from '../../domain/stock-code.ts';
import type { HeldDesk } from './give-dose.ts';
import { heldStock } from './held-stock.ts';

/** Names of what calls make and stand on. */
const fridgeName = (id: string): string => `fridge/${id}`;
const lotName = (id: string): string => `vaccine-lot/${id}`;

/** Receives a lot on the device, judged as at the centre. Error: RequestProblem. */
export async function receiveHeldLot({ device, me, language }: HeldDesk, given: ReceivedLot): Promise<void> {
  const at = device.now();
  if (me.facility === undefined) throw new RequestProblem('missing');
  if (given.expiresOn < dayInVietnam(at))
    throw refusal({ vi: 'Lô này đã hết hạn.', en: 'This lot has expired.' }[language]);
  const code = stockCode(given.doseCode);
  const known = (await heldStock(device))?.lots.find(
    (lot) => lot.doseCode === code && lot.lotNumber === given.lotNumber,
  );
  if (
    known !== undefined &&
    (known.expiresOn !== given.expiresOn || known.dosesPerVial !== given.dosesPerVial)
  )
    throw refusal(immunisationErrorKinds['immunisation.lot-known'].text[language]);
  const id = known?.id ?? (await lotIdOf(me.facility.id, code, given.lotNumber));
  await device.call(
    receiveLot,
    { ...given, id, at: at.toISOString() },
    {
      makes: [lotName(id)],
      ...(given.fridgeId !== undefined && { needs: [fridgeName(given.fridgeId)] }),
    },
  );
}

/** Changes a lot on the device: never below nothing. Error: RequestProblem. */
export async function changeHeldLot({ device, language }: HeldDesk, given: LotChange): Promise<void> {
  const lot = (await heldStock(device))?.lots.find(({ id }) => id === given.id);
  if (lot === undefined) throw new RequestProblem('missing');
  // Only a count stands on what was seen; the others are true whatever somebody else did.
  const { version, ...rest } = given;
  const change: LotChange = {
    ...rest,
    ...(given.act === 'count' && version !== undefined && { version }),
    at: device.now().toISOString(),
  };
  const fault = lotChangeFault(lot, change);
  if (fault !== undefined) throw refusal(fault.text[language], fault.code);
  await device.call(changeLot, change, { needs: [lotName(lot.id)] });
}

export async function addHeldFridge({ device }: HeldDesk, { name }: FridgeInput): Promise<void> {
  const id = crypto.randomUUID();
  await device.call(addFridge, { id, name }, { makes: [fridgeName(id)] });
}

/** Notes a temperature at the moment at which it is read. */
export async function addHeldReading({ device }: HeldDesk, { id, celsius }: ReadingInput) {
  const at = device.now().toISOString();
  await device.call(addReading, { id, celsius, at }, { needs: [fridgeName(id)] });
  return { judged: judgeReading(celsius) };
}

const refusal = (sentence: string, code = 'request.invalid'): RequestProblem =>
  new RequestProblem('wrong', { code, sentence });
