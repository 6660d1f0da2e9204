import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Client } from '#web/data/client.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useDevice, useDeviceStatus } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import {
  addFridge,
  addReading,
  changeLot,
  listDue,
  listReactions,
  listStock,
  mendIncoming,
  mendOutgoing,
  noteReaction,
  readColdChain,
  readExchange,
  readForecast,
  receiveLot,
  recordHistory,
  recordShot,
  reportReaction,
} from '../api.ts';
import { forecast } from '../domain/forecast.ts';
import { forecastView } from '../domain/forecast-view.ts';
import { coldest, warmest } from '../domain/cold-chain.ts';
import { goodVial, lotsFor } from '../domain/held-stock.ts';
import type { PaperDose } from '../domain/paper-dose.ts';
import { showFridges, showLots } from '../domain/show-stock.ts';
import { products } from '../domain/stock-code.ts';
import {
  giveDose,
  noteHeldReaction,
  takePaperDose,
  type GivenShot,
  type HeldDesk,
} from './held/give-dose.ts';
import { heldFacts } from './held/held-person.ts';
import { heldSession } from './held/held-session.ts';
import { heldStock } from './held/held-stock.ts';
import { addHeldFridge, addHeldReading, changeHeldLot, receiveHeldLot } from './held/keep-stock.ts';

const key = 'immunisation';

/** Whether the people of the station lie on this computer: then everything is worked out here, with a network or without. */
function useHeld(): { readonly isHeld: boolean; readonly stamp: string } {
  const { mode, pending, sentAt, syncedAt } = useDeviceStatus();
  const times = [sentAt, syncedAt].map((at) => at?.getTime() ?? 0);
  return { isHeld: mode === 'device', stamp: [pending.length, ...times].join(' ') };
}

function useDesk(): HeldDesk {
  const [device, { me }, language] = [useDevice(), useShell(), useLanguage()];
  return { device, me, language };
}

/** A question to the device waits for no network. */
const modeOf = (isHeld: boolean) => (isHeld ? 'always' : 'online');

export function useForecast(id: string) {
  const client = useClient();
  const { isHeld, stamp } = useHeld();
  const { device, language } = useDesk();
  return useQuery({
    queryKey: [key, 'forecast', id, isHeld && stamp],
    networkMode: modeOf(isHeld),
    queryFn: async ({ signal }) => {
      if (!isHeld) return client.call(readForecast, { id }, { signal });
      const today = dayInVietnam(device.now());
      const facts = await heldFacts(device, id, language);
      return forecastView(facts, forecast(facts, today), today);
    },
    placeholderData: (before) => before,
  });
}

const linesAtOnce = 30;

/** Who is due today, page by page. */
export function useDue(only: 'due' | 'late') {
  const client = useClient();
  const queries = useQueryClient();
  const { isHeld, stamp } = useHeld();
  const { device, me } = useDesk();
  return useInfiniteQuery({
    queryKey: [key, 'due', only, isHeld && stamp],
    networkMode: modeOf(isHeld),
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      if (isHeld) {
        const session = await queries.fetchQuery({
          queryKey: [key, 'held-session', stamp],
          networkMode: 'always',
          staleTime: 60_000,
          queryFn: () => heldSession(device, me.facility?.id),
        });
        const from = Number(pageParam ?? 0);
        const lines = session[only];
        return {
          on: session.on,
          counts: session.counts,
          lines: lines.slice(from, from + linesAtOnce),
          ...(lines.length > from + linesAtOnce && { next: String(from + linesAtOnce) }),
        };
      }
      return client.call(
        listDue,
        { only, count: linesAtOnce, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      );
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

/** The whole stock of the station: as the device knows it where it holds it, else at the centre. */
export function useStock() {
  const client = useClient();
  const { isHeld, stamp } = useHeld();
  const { device } = useDesk();
  return useQuery({
    queryKey: [key, 'stock', isHeld && stamp],
    networkMode: modeOf(isHeld),
    queryFn: async ({ signal }) => {
      const held = isHeld ? await heldStock(device) : undefined;
      if (held === undefined) return client.call(listStock, {}, { signal });
      const fridges = held.fridges.map(({ id, name }) => ({ id, name }));
      return { lots: showLots(held.lots, device.now()), products: [...products], fridges };
    },
    placeholderData: (before) => before,
  });
}

/** A lot as the form of a dose offers it. */
export interface OfferedLot {
  readonly id: string;
  readonly lotNumber: string;
  readonly expiresOn: string;
  readonly unopened: number;
  /** Doses left in the vial that is open. */
  readonly openDoses?: number;
}

/** The lots out of which a dose may be taken, in the order of use. */
export function useLotsFor(doseCode: string) {
  const client = useClient();
  const { isHeld, stamp } = useHeld();
  const { device } = useDesk();
  return useQuery({
    queryKey: [key, 'stock', doseCode, isHeld && stamp],
    networkMode: modeOf(isHeld),
    queryFn: async ({ signal }): Promise<OfferedLot[]> => {
      if (isHeld) {
        const now = device.now();
        return lotsFor((await heldStock(device)) ?? { lots: [] }, doseCode, dayInVietnam(now), now).map(
          (lot) => offered(lot, goodVial(lot, now)),
        );
      }
      const { lots } = await client.call(listStock, { doseCode }, { signal });
      return lots.map((lot) =>
        offered(
          lot,
          lot.vials.find(({ isGood }) => isGood),
        ),
      );
    },
    // A dose that was just written changes the stock; the form stays as it is until it is done.
    placeholderData: (before) => before,
  });
}

function offered(
  { id, lotNumber, expiresOn, unopened }: Omit<OfferedLot, 'openDoses'>,
  open: { readonly dosesLeft: number } | undefined,
): OfferedLot {
  return { id, lotNumber, expiresOn, unopened, ...(open !== undefined && { openDoses: open.dosesLeft }) };
}

/** Others of the same name and day of birth, whom a worker could take for her. */
export function useAlike(patientId: string, name: string, birth: string) {
  const { device } = useDesk();
  return useQuery({
    queryKey: [key, 'alike', patientId],
    networkMode: 'always',
    queryFn: async () => {
      const same = name.trim().toLocaleLowerCase('vi');
      const found = same === '' ? [] : await device.search('people', name, 20);
      return found.filter(
        (one) =>
          one.id !== patientId && one.birthDate === birth && one.name.trim().toLocaleLowerCase('vi') === same,
      );
    },
  });
}

export function useColdChain() {
  const client = useClient();
  const { isHeld, stamp } = useHeld();
  const { device } = useDesk();
  return useQuery({
    queryKey: [key, 'cold-chain', isHeld && stamp],
    networkMode: modeOf(isHeld),
    queryFn: async ({ signal }) => {
      const held = isHeld ? await heldStock(device) : undefined;
      if (held === undefined) return client.call(readColdChain, { days: 14 }, { signal });
      return { fridges: showFridges(held, device.now()), range: { coldest, warmest } };
    },
    placeholderData: (before) => before,
  });
}

export function useReactions(only: 'open' | 'all') {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'reactions', only],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listReactions,
        { only, count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

export function useExchange() {
  const client = useClient();
  return useQuery({
    queryKey: [key, 'exchange'],
    queryFn: ({ signal }) => client.call(readExchange, {}, { signal }),
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>, isHeld = false) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    networkMode: modeOf(isHeld),
    // Also after a refusal: it mostly means that somebody else was quicker.
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

type Given<T> = T extends { readonly input: { parse: (value: unknown) => infer I } }
  ? Partial<I> & object
  : never;

/** What is told of a dose that was recorded. */
interface DoneShot {
  readonly observeUntil: string;
  readonly vial: { readonly dosesLeft: number; readonly goodUntil?: string | undefined };
}

/** A key of its own for each opening of a form, so that a doubled tap is one dose. */
export function useRecordShot(idempotencyKey: string) {
  const client = useClient();
  const { isHeld } = useHeld();
  const desk = useDesk();
  return useChange(
    async (shot: GivenShot): Promise<DoneShot> =>
      isHeld
        ? giveDose(desk, shot)
        : client.call(recordShot, { ...shot, screening: [...shot.screening] } as never, { idempotencyKey }),
    isHeld,
  );
}
export function useRecordHistory() {
  const client = useClient();
  const { isHeld } = useHeld();
  const desk = useDesk();
  return useChange(async (dose: PaperDose): Promise<void> => {
    if (isHeld) return takePaperDose(desk, dose);
    await client.call(recordHistory, dose);
  }, isHeld);
}
/** What the stock and its cold are told: kept here where they are held, with a network or without. */
function useStockChange<I, O, H>(
  held: (desk: HeldDesk, input: I) => Promise<H>,
  centre: (client: Client, input: I) => Promise<O>,
) {
  const client = useClient();
  const { isHeld } = useHeld();
  const desk = useDesk();
  return useChange(
    async (input: I): Promise<O | H> => (isHeld ? held(desk, input) : centre(client, input)),
    isHeld,
  );
}
export function useReceiveLot() {
  return useStockChange(receiveHeldLot, (client, lot) => client.call(receiveLot, lot));
}
export function useChangeLot() {
  return useStockChange(changeHeldLot, (client, change) => client.call(changeLot, change));
}
export function useAddFridge() {
  return useStockChange(addHeldFridge, (client, fridge) => client.call(addFridge, fridge));
}
export function useAddReading() {
  return useStockChange(addHeldReading, (client, reading) => client.call(addReading, reading));
}
export function useNoteReaction() {
  const client = useClient();
  const { isHeld } = useHeld();
  const desk = useDesk();
  return useChange(
    async (
      reaction: Given<typeof noteReaction> & Parameters<typeof noteHeldReaction>[1],
    ): Promise<{ severity: 'common' | 'severe'; lockedLots: number }> =>
      isHeld ? noteHeldReaction(desk, reaction) : client.call(noteReaction, reaction as never),
    isHeld,
  );
}
export function useReportReaction() {
  const client = useClient();
  return useChange((id: string) => client.call(reportReaction, { id }));
}
export function useMendOutgoing() {
  const client = useClient();
  return useChange((mend: { id: string; act: 'again' | 'dismiss' }) => client.call(mendOutgoing, mend));
}
export function useMendIncoming() {
  const client = useClient();
  return useChange((mend: { id: string; act: 'take' | 'dismiss'; patientId?: string }) =>
    client.call(mendIncoming, mend),
  );
}
