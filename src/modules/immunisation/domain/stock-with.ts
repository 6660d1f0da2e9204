import {
  addFridge,
  addReading,
  changeLot,
  receiveLot,
  type FridgeInput,
  type LotChange,
  type ReadingInput,
  type ReceivedLot,
} from './stock-contract.ts';
import { afterDose, type HeldFridge, type HeldLot, type HeldStock, type TakenDose } from './held-stock.ts';
import { lotChangeFault } from './lot-change.ts';
import { stockCode } from './stock-code.ts';

/** Something that was done here and that the held stock does not show: a dose that was given, or a call of one of the routes of the stock. */
export type StockStep =
  { readonly dose: TakenDose } | { readonly call: { readonly route: string; readonly input: unknown } };

/** The stock after what was done here, in its order: as the centre will tell it once it has all of it. What the centre will refuse changes nothing. */
export function stockWith(stock: HeldStock, steps: readonly StockStep[]): HeldStock {
  return steps.reduce((now, step) => {
    if (!('dose' in step)) return withCall(now, step.call);
    const { dose } = step;
    return changeOne(now, dose.lotId, (lot) => withoutEmpty(afterDose(lot, dose)));
  }, stock);
}

/** The centre closes a vial with its last dose. */
const withoutEmpty = (lot: HeldLot): HeldLot => ({
  ...lot,
  vials: lot.vials.filter(({ dosesLeft }) => dosesLeft > 0),
});

const nameOf = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path}`;

function withCall(
  stock: HeldStock,
  { route, input }: Extract<StockStep, { call: object }>['call'],
): HeldStock {
  switch (route) {
    case nameOf(receiveLot):
      return withReceived(stock, input as ReceivedLot);
    case nameOf(changeLot): {
      const change = input as LotChange;
      return changeOne(stock, change.id, (lot) => afterChange(lot, change));
    }
    case nameOf(addFridge): {
      const { id, name } = input as FridgeInput;
      const isKnown = id === undefined || stock.fridges.some((one) => one.id === id);
      if (isKnown) return stock;
      const fridges = [...stock.fridges, { id, name, readings: [] }];
      return { ...stock, fridges: fridges.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
    }
    case nameOf(addReading): {
      const reading = input as ReadingInput;
      const fridges = stock.fridges.map((one) => (one.id === reading.id ? withReading(one, reading) : one));
      return { ...stock, fridges };
    }
    default:
      return stock;
  }
}

function changeOne(stock: HeldStock, id: string, change: (lot: HeldLot) => HeldLot): HeldStock {
  return { ...stock, lots: stock.lots.map((lot) => (lot.id === id ? change(lot) : lot)) };
}

function withReceived(stock: HeldStock, given: ReceivedLot): HeldStock {
  const code = stockCode(given.doseCode);
  const known = stock.lots.find((lot) => lot.doseCode === code && lot.lotNumber === given.lotNumber);
  const at = given.at ?? '';
  if (known !== undefined) {
    const isSame = known.expiresOn === given.expiresOn && known.dosesPerVial === given.dosesPerVial;
    if (!isSame) return stock;
    return changeOne(stock, known.id, (lot) => moved({ ...lot, unopened: lot.unopened + given.vials }, at));
  }
  if (given.id === undefined) return stock;
  const lot: HeldLot = {
    id: given.id,
    doseCode: code,
    lotNumber: given.lotNumber,
    ...(given.manufacturer !== undefined && { manufacturer: given.manufacturer }),
    expiresOn: given.expiresOn,
    dosesPerVial: given.dosesPerVial,
    ...(given.openHours !== undefined && { openHours: given.openHours }),
    unopened: given.vials,
    vials: [],
    ...(given.fridgeId !== undefined && { fridgeId: given.fridgeId }),
    receivedAt: at,
    movedAt: at,
    used: 0,
    wasted: 0,
    shotsAt: [],
    version: 1,
  };
  return { ...stock, lots: [...stock.lots, lot].toSorted(byEnd) };
}

/** What ends first stands first; as the centre lists them. */
function byEnd(a: HeldLot, b: HeldLot): number {
  const key = (lot: HeldLot): string => `${lot.expiresOn} ${lot.lotNumber}`;
  return key(a) < key(b) ? -1 : 1;
}

const moved = (lot: HeldLot, at: string | undefined): HeldLot => ({
  ...lot,
  version: lot.version + 1,
  ...(at !== undefined && { movedAt: at }),
});

function afterChange(lot: HeldLot, change: LotChange): HeldLot {
  if (lotChangeFault(lot, change) !== undefined) return lot;
  const { act, vials = 0, vialId, because, at } = change;
  const { lockedBecause: _before, ...open } = lot;
  switch (act) {
    case 'count':
      return moved({ ...lot, unopened: vials }, at);
    case 'send':
      return moved({ ...lot, unopened: lot.unopened - vials }, at);
    case 'waste': {
      const wasted = lot.wasted + vials * lot.dosesPerVial;
      return moved({ ...lot, unopened: lot.unopened - vials, wasted }, at);
    }
    case 'lock':
      return moved({ ...lot, lockedBecause: because! }, at);
    case 'unlock':
      return moved(open, at);
    case 'close-vial': {
      const closed = lot.vials.find(({ id }) => id === vialId);
      const rest = lot.vials.filter(({ id }) => id !== vialId);
      return moved({ ...lot, vials: rest, wasted: lot.wasted + (closed?.dosesLeft ?? 0) }, at);
    }
  }
}

function withReading(fridge: HeldFridge, { at = '', celsius }: ReadingInput): HeldFridge {
  const others = fridge.readings.filter((one) => Date.parse(one.at) !== Date.parse(at));
  const readings = [...others, { at, celsius: Math.round(celsius * 10) / 10 }];
  return { ...fridge, readings: readings.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)) };
}
