import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EpisodeOfCare, Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { findProgramme, programmes } from '#kernel/vietnam/programmes.ts';
import { useClient } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import { useDevice, useDeviceStatus } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import {
  addTalk,
  enrol,
  findPeople,
  leave,
  listEntries,
  listHappenings,
  listProgrammes,
  listTalks,
  readIndicators,
  readPerson,
  type endReasons,
} from '../api.ts';
import { rulesOf, ruledCodes } from '../domain/all-rules.ts';
import { lineOfEntry } from '../domain/entry-line.ts';
import { programmeOf } from '../domain/episode.ts';
import type { FigurePart } from '../domain/figure-parts.ts';
import { countIndicators, isInFigure } from '../domain/indicators.ts';
import { personViewOf, rulesAsked } from '../domain/person-view.ts';
import type { NotedTalk } from '../domain/talk.ts';
import { talksReference, talksWith, type HeldTalks } from '../domain/talks-with.ts';
import {
  countViews,
  entriesOfView,
  heldEntries,
  heldFound,
  heldTables,
  planHeld,
  tablesFor,
  type HeldEntry,
} from './held/held-registers.ts';
import { keptTypes, sourcesOf } from './held/held-sources.ts';
import { enrolHeld, leaveHeld, type HeldKeeper } from './held/keep-held.ts';

const key = 'programmes';
export type RegisterView = 'due' | 'late' | 'register' | 'ended';
export type EndReason = (typeof endReasons)[number];

/** One part of an indicator, whose people a register shows. */
export interface Figure {
  readonly code: string;
  readonly part: FigurePart;
}

/** Whether the people of the station lie on this computer: then registers are worked out here, with a network or without. */
function useHeld() {
  const { mode, pending, sentAt, syncedAt } = useDeviceStatus();
  const isHeld = mode === 'device';
  const times = [sentAt, syncedAt].map((at) => at?.getTime() ?? 0);
  return {
    isHeld,
    /** Part of the name of what is asked here, so that it is asked anew after a write and after a sending. */
    stamp: isHeld && [pending.length, ...times].join(' '),
    // A question to the device waits for no network.
    networkMode: isHeld ? ('always' as const) : ('online' as const),
  };
}

function useKeeper(): HeldKeeper {
  const [device, { me }, language] = [useDevice(), useShell(), useLanguage()];
  return { device, facilityId: me.facility?.id, language };
}

/** All registers that the device holds: worked out once for every page that asks within a minute. */
function useEntriesHeld(): () => Promise<readonly HeldEntry[]> {
  const queries = useQueryClient();
  const { stamp } = useHeld();
  const { device, facilityId } = useKeeper();
  return () =>
    queries.fetchQuery({
      queryKey: [key, 'held', stamp],
      networkMode: 'always',
      staleTime: 60_000,
      queryFn: () => heldEntries(device, facilityId),
    });
}

export function useProgrammes() {
  const client = useClient();
  const { isHeld, stamp, networkMode } = useHeld();
  const { device } = useKeeper();
  const entriesHeld = useEntriesHeld();
  return useQuery({
    queryKey: [key, 'list', stamp],
    networkMode,
    queryFn: async ({ signal }) => {
      if (!isHeld) return client.call(listProgrammes, {}, { signal });
      const entries = await entriesHeld();
      const today = dayInVietnam(device.now());
      return {
        programmes: programmes.map(({ code, kind, vi, en }) => {
          const own = entries.flatMap(({ row }) => (row.programme === code ? [row] : []));
          const { register: active, due, late } = countViews(own, today);
          const isHere = kind === 'event' || ruledCodes.has(code);
          return { code, title: { vi, en }, kind, isHere, active, due, late };
        }),
      };
    },
    placeholderData: (before) => before,
  });
}

const linesAtOnce = 30;

/** One view of a register, page by page; with a figure only those whom it counts. */
export function useEntries(code: string, view: RegisterView, figure?: Figure) {
  const client = useClient();
  const { isHeld, stamp, networkMode } = useHeld();
  const { device } = useKeeper();
  const entriesHeld = useEntriesHeld();
  return useInfiniteQuery({
    queryKey: [key, 'entries', code, view, figure, stamp],
    networkMode,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      if (isHeld) return pageOfHeld(await entriesHeld(), { code, view, figure }, pageParam, device.now());
      return client.call(
        listEntries,
        {
          code,
          view,
          count: linesAtOnce,
          part: figure?.part ?? 'have',
          ...(figure !== undefined && { figure: figure.code }),
          ...(pageParam !== undefined && { cursor: pageParam }),
        },
        { signal },
      );
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

function pageOfHeld(
  all: readonly HeldEntry[],
  asked: { readonly code: string; readonly view: RegisterView; readonly figure: Figure | undefined },
  cursor: string | undefined,
  now: Date,
) {
  const rules = rulesOf(asked.code);
  const title = findProgramme(asked.code);
  if (rules === undefined || title === undefined) throw new RequestProblem('missing');
  const today = dayInVietnam(now);
  const entries = all.filter(({ row }) => row.programme === asked.code);
  const { figure } = asked;
  const rule = rules.indicators.find(({ code }) => code === figure?.code);
  const shown = entriesOfView(entries, asked.view, today).filter(
    ({ row }) => rule === undefined || isInFigure(rule, figure!.part, row.facts, today),
  );
  const from = Number(cursor ?? 0);
  return {
    programme: {
      code: rules.code,
      title: { vi: title.vi, en: title.en },
      about: rules.about,
      source: rules.source,
      verify: rules.verify,
      isSensitive: rules.label !== undefined,
    },
    counts: countViews(
      entries.map(({ row }) => row),
      today,
    ),
    lines: shown.slice(from, from + linesAtOnce).map(({ row, patient }) => lineOfEntry(row, patient, today)),
    ...(shown.length > from + linesAtOnce && { next: String(from + linesAtOnce) }),
  };
}

export function useIndicators(code: string) {
  const client = useClient();
  const { isHeld, stamp, networkMode } = useHeld();
  const { device } = useKeeper();
  const entriesHeld = useEntriesHeld();
  return useQuery({
    queryKey: [key, 'indicators', code, stamp],
    networkMode,
    queryFn: async ({ signal }) => {
      const rules = rulesOf(code);
      if (!isHeld || rules === undefined) return client.call(readIndicators, { code }, { signal });
      const open = (await entriesHeld()).flatMap(({ row }) =>
        row.programme === code && row.ended === null ? [row.facts] : [],
      );
      const on = dayInVietnam(device.now());
      return { on, indicators: countIndicators(rules, open, on) };
    },
    placeholderData: (before) => before,
  });
}

/** Asked only when somebody wants it: it looks through diagnoses. */
export function useFound(code: string, isWanted: boolean) {
  const client = useClient();
  const { isHeld, stamp, networkMode } = useHeld();
  const { device, facilityId } = useKeeper();
  const entriesHeld = useEntriesHeld();
  return useQuery({
    queryKey: [key, 'found', code, stamp],
    networkMode,
    enabled: isWanted,
    queryFn: async ({ signal }) => {
      const rules = rulesOf(code);
      if (!isHeld || rules === undefined) return client.call(findPeople, { code }, { signal });
      return { people: await heldFound(device, facilityId, rules, await entriesHeld()) };
    },
    placeholderData: (before) => before,
  });
}

export function usePerson(id: string) {
  const client = useClient();
  const { isHeld, stamp, networkMode } = useHeld();
  const { device } = useKeeper();
  const { me } = useShell();
  return useQuery({
    queryKey: [key, 'person', id, stamp],
    networkMode,
    queryFn: async ({ signal }) => {
      if (!isHeld) return client.call(readPerson, { id }, { signal });
      return heldPerson(device, id, me.permissions.includes('programmes.keep'));
    },
    placeholderData: (before) => before,
  });
}

async function heldPerson(device: HeldKeeper['device'], id: string, mayKeep: boolean) {
  const patient = await device.read<Patient>('Patient', id);
  if (patient === undefined) throw new RequestProblem('missing');
  const known = await device.about(id, keptTypes);
  const tables = await heldTables(device);
  const today = dayInVietnam(device.now());
  const episodes = known.filter(
    (one) => one.resourceType === 'EpisodeOfCare' && rulesOf(programmeOf(one) ?? '') !== undefined,
  ) as EpisodeOfCare[];
  const asked = rulesAsked(
    episodes.map((one) => ({ programme: programmeOf(one)! })),
    patient,
    today,
  );
  const sources = sourcesOf(known, asked);
  const rows = episodes
    .map((one) => planHeld(one, { ...patient, id }, sources, tables, today))
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
  return personViewOf(rows, { patient, sources, tables: tablesFor(patient, tables), today, mayKeep });
}

/** What is open stands first, then what ended last. */
const placeOf = ({ ended, started }: { ended: string | null; started: string }): string =>
  `${ended ?? '9999'} ${started}`;

export function useHappenings(code: 'injury' | 'death') {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: [key, 'events', code],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.call(
        listHappenings,
        { code, count: 30, ...(pageParam !== undefined && { cursor: pageParam }) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });
}

const talksAtOnce = 30;

export function useTalks() {
  const client = useClient();
  const { isHeld, stamp, networkMode } = useHeld();
  const { device } = useKeeper();
  return useInfiniteQuery({
    queryKey: [key, 'talks', stamp],
    networkMode,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const held = isHeld ? await device.reference<HeldTalks>(talksReference) : undefined;
      if (held === undefined)
        return client.call(
          listTalks,
          { count: talksAtOnce, ...(pageParam !== undefined && { cursor: pageParam }) },
          { signal },
        );
      const { talks, ...sums } = talksWith(held, await device.calls(), dayInVietnam(device.now()));
      const end = Number(pageParam ?? 0) + talksAtOnce;
      return {
        ...sums,
        talks: talks.slice(end - talksAtOnce, end),
        ...(talks.length > end && { next: String(end) }),
      };
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
}

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // What needs the centre says so at once, and is not kept for later behind the worker's back.
    networkMode: 'always',
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  });
}

export function useEnrol() {
  const client = useClient();
  const { isHeld } = useHeld();
  const keeper = useKeeper();
  return useChange(async (given: { code: string; patientId: string }): Promise<void> => {
    if (isHeld) return enrolHeld(keeper, given);
    await client.call(enrol, given);
  });
}
export function useLeave() {
  const client = useClient();
  const { isHeld } = useHeld();
  const keeper = useKeeper();
  return useChange(async (given: { id: string; because: EndReason }): Promise<void> => {
    if (isHeld) return leaveHeld(keeper, given);
    await client.call(leave, given);
  });
}
export function useAddTalk() {
  const client = useClient();
  const { isHeld } = useHeld();
  const { device, language } = useKeeper();
  return useChange(async (given: NotedTalk): Promise<void> => {
    if (!isHeld) return void (await client.call(addTalk, given));
    if (given.on > dayInVietnam(device.now()))
      throw new RequestProblem('wrong', {
        code: 'request.invalid',
        sentence: { vi: 'Ngày này chưa tới.', en: 'This day has not come yet.' }[language],
      });
    await device.call(addTalk, given);
  });
}
