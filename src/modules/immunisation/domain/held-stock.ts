import type { Extension, Immunization } from '@medplum/fhirtypes';
import { stockCode } from './stock-code.ts';
import { judgeVial, openHoursOf, orderLots, type OpenVial } from './vial.ts';

/** The name under which devices hold the vaccines of their station. */
export const stockReference = 'vaccine-stock';

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
  readonly isLocked: boolean;
  readonly vials: readonly HeldVial[];
}

/** The vaccines of a station. */
export interface HeldStock {
  /** As whom the worker of the device writes doses. */
  readonly practitionerId?: string;
  readonly lots: readonly HeldLot[];
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

/**
 * The stock after what was done here and the centre has not heard yet.
 * @param locked numbers of lots after which somebody reacted severely
 */
export function afterDoses(
  stock: HeldStock,
  doses: readonly TakenDose[],
  locked: ReadonlySet<string> = new Set(),
): HeldStock {
  const ordered = doses.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const settled = (lot: HeldLot): HeldLot => ({
    ...ordered.filter(({ lotId }) => lotId === lot.id).reduce(afterDose, lot),
    isLocked: lot.isLocked || locked.has(lot.lotNumber),
  });
  return { ...stock, lots: stock.lots.map(settled) };
}

function afterDose(lot: HeldLot, { vialId, at }: TakenDose): HeldLot {
  if (lot.vials.some(({ id }) => id === vialId))
    return {
      ...lot,
      vials: lot.vials.map((vial) =>
        vial.id === vialId ? { ...vial, dosesLeft: Math.max(0, vial.dosesLeft - 1) } : vial,
      ),
    };
  const opened = { id: vialId, openedAt: at.toISOString(), dosesLeft: lot.dosesPerVial - 1 };
  return { ...lot, unopened: Math.max(0, lot.unopened - 1), vials: [...lot.vials, opened] };
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
export function lotsFor({ lots }: HeldStock, doseCode: string, on: string, at: Date): HeldLot[] {
  const own = lots.filter((lot) => lot.doseCode === stockCode(doseCode));
  const order = orderLots(
    own.map((lot) => {
      const open = goodVial(lot, at);
      return {
        id: lot.id,
        expiresOn: lot.expiresOn,
        isLocked: lot.isLocked,
        unopenedVials: lot.unopened,
        ...(open !== undefined && { vial: openVialOf(lot, open) }),
      };
    }),
    on,
    at,
  );
  return order.map((id) => own.find((lot) => lot.id === id)!);
}
