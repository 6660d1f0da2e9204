import type { Extension, Immunization } from '@medplum/fhirtypes';
import { stockCode } from './stock-code.ts';
import { judgeVial, openHoursOf, orderLots, type OpenVial } from './vial.ts';

/** The name under which devices hold the vaccines of their station. */
export const stockReference = 'vaccine-store';

/** An opened vial. */
export interface HeldVial {
  readonly id: string;
  readonly openedAt: string;
  readonly dosesLeft: number;
}

/** A lot of the station as a device holds it. */
export interface HeldLot {
  readonly id: string;
  readonly doseCode: string;
  readonly lotNumber: string;
  readonly manufacturer?: string;
  readonly expiresOn: string;
  readonly dosesPerVial: number;
  /** What the label says; see openHoursOf. */
  readonly openHours?: number;
  readonly unopened: number;
  readonly lockedBecause?: string;
  readonly vials: readonly HeldVial[];
  readonly fridgeId?: string;
  readonly receivedAt: string;
  /** When something last happened to it. */
  readonly movedAt?: string;
  /** Doses used and thrown away. */
  readonly used: number;
  readonly wasted: number;
  /** When doses were given out of it, as far back as temperatures are shown. */
  readonly shotsAt: readonly string[];
  readonly version: number;
}

/** A fridge with its temperatures, oldest first. */
export interface HeldFridge {
  readonly id: string;
  readonly name: string;
  readonly readings: readonly { readonly at: string; readonly celsius: number }[];
}

/** The vaccines of a station. */
export interface HeldStock {
  /** As whom the worker of the device writes doses. */
  readonly practitionerId?: string;
  readonly lots: readonly HeldLot[];
  readonly fridges: readonly HeldFridge[];
}

const lotExtension = 'urn:sen:vaccine-lot';
const vialExtension = 'urn:sen:vaccine-vial';

/** Out of which lot and vial of the station's stock a dose came, as its Immunization says it. */
export interface TakenDose {
  readonly lotId: string;
  readonly vialId: string;
  readonly at: Date;
}

/** The marks of a dose that came out of the stock. */
export function takenMarks({ lotId, vialId }: Omit<TakenDose, 'at'>): Extension[] {
  return [
    { url: lotExtension, valueString: lotId },
    { url: vialExtension, valueString: vialId },
  ];
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** What a dose took; undefined where it came out of no stock that is kept here. */
export function takenFrom({ extension, occurrenceDateTime }: Immunization): TakenDose | undefined {
  const said = (url: string): string | undefined => {
    const value = extension?.find((one) => one.url === url)?.valueString;
    return value !== undefined && uuid.test(value) ? value : undefined;
  };
  const lotId = said(lotExtension);
  const vialId = said(vialExtension);
  const at = new Date(occurrenceDateTime ?? '');
  return lotId === undefined || vialId === undefined || Number.isNaN(at.getTime())
    ? undefined
    : { lotId, vialId, at };
}

/** A lot after a dose that was given here and that the centre has not heard of. */
export function afterDose(lot: HeldLot, { vialId, at }: TakenDose): HeldLot {
  const moment = at.toISOString();
  const counted = { ...lot, used: lot.used + 1, movedAt: moment, shotsAt: [...lot.shotsAt, moment] };
  if (lot.vials.some(({ id }) => id === vialId))
    return {
      ...counted,
      vials: lot.vials.map((vial) =>
        vial.id === vialId ? { ...vial, dosesLeft: Math.max(0, vial.dosesLeft - 1) } : vial,
      ),
    };
  const opened = { id: vialId, openedAt: moment, dosesLeft: lot.dosesPerVial - 1 };
  return {
    ...counted,
    unopened: Math.max(0, lot.unopened - 1),
    vials: [...lot.vials, opened],
    version: lot.version + 1,
  };
}

/** The stock with the lots locked after which somebody reacted severely. */
export function withLocked(stock: HeldStock, lotNumbers: ReadonlySet<string>): HeldStock {
  return {
    ...stock,
    lots: stock.lots.map((lot) =>
      lotNumbers.has(lot.lotNumber) && lot.lockedBecause === undefined
        ? { ...lot, lockedBecause: 'reaction', version: lot.version + 1 }
        : lot,
    ),
  };
}

/** An opened vial of a held lot as the rules see it. */
export function openVialOf(lot: HeldLot, vial: HeldVial): OpenVial {
  return {
    openedAt: new Date(vial.openedAt),
    dosesLeft: vial.dosesLeft,
    openHours: openHoursOf(lot.doseCode, lot.openHours),
  };
}

/** The opened vial of a lot that is used next; undefined where a new one has to be opened. */
export function goodVial(lot: HeldLot, at: Date): HeldVial | undefined {
  return lot.vials.find((vial) => judgeVial(openVialOf(lot, vial), at) === 'good');
}

/** The lots out of which a dose may be taken, in the order of use. */
export function lotsFor(
  { lots }: Pick<HeldStock, 'lots'>,
  doseCode: string,
  on: string,
  at: Date,
): HeldLot[] {
  const own = lots.filter((lot) => lot.doseCode === stockCode(doseCode));
  const order = orderLots(
    own.map((lot) => {
      const open = goodVial(lot, at);
      return {
        id: lot.id,
        expiresOn: lot.expiresOn,
        isLocked: lot.lockedBecause !== undefined,
        unopenedVials: lot.unopened,
        ...(open !== undefined && { vial: openVialOf(lot, open) }),
      };
    }),
    on,
    at,
  );
  return order.map((id) => own.find((lot) => lot.id === id)!);
}
