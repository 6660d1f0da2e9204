import type { Traffic } from './traffic.ts';

/** Whose calls are counted together. */
export type Caller = 'address' | 'person' | 'system';

/** Calls a minute of one kind, by whose they are. Within a minute they may come at once. */
export type RateTable = Readonly<Record<Traffic, Readonly<Record<Caller, number>>>>;

/**
 * Limits that leave people and machines alone and stop guessing and floods. An address counts only the calls of nobody in particular, so that
 * a hospital behind one address goes on working whoever else is behind it; the office hours of a thousand people fit through one address.
 */
export const defaultRates: RateTable = {
  public: { address: 2400, person: 3000, system: 1_000_000 },
  // Each password costs tens of milliseconds: the rest of the guard against guessing is the lock-out by account.
  'sign-in': { address: 300, person: 300, system: 300 },
  token: { address: 3000, person: 3000, system: 3000 },
  read: { address: 1200, person: 3000, system: 1_000_000 },
  search: { address: 600, person: 1500, system: 1_000_000 },
  write: { address: 300, person: 1500, system: 1_000_000 },
  export: { address: 60, person: 120, system: 6000 },
};

/** One change of the table: 'search:person=300'. */
const change = /^([a-z-]+):(address|person|system)=([1-9][0-9]{0,8})$/;

/**
 * Reads changes of the table, 'kind:whose=calls a minute' with commas between. Throws a RangeError that names the first that does not fit.
 */
export function readRates(text: string, table: RateTable = defaultRates): RateTable {
  const changed: Record<string, Record<Caller, number>> = structuredClone(table);
  for (const part of text === '' ? [] : text.split(',')) {
    const [, kind = '', whose = '', calls = ''] = change.exec(part.trim()) ?? [];
    const row = changed[kind];
    if (row === undefined) throw new RangeError(part);
    row[whose as Caller] = Number(calls);
  }
  return changed as unknown as RateTable;
}

/** Reads 'client=times' with commas between: how many times the usual a connected system may call. Throws a RangeError as above. */
export function readClientFactors(text: string): ReadonlyMap<string, number> {
  const factors = new Map<string, number>();
  for (const part of text === '' ? [] : text.split(',')) {
    const [, client = '', times = ''] =
      /^\s*([\w.-]{1,100})=([0-9]{1,4}(?:\.[0-9]{1,3})?)\s*$/.exec(part) ?? [];
    if (client === '' || Number(times) === 0) throw new RangeError(part);
    factors.set(client, Number(times));
  }
  return factors;
}
