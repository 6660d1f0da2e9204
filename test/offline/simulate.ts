import { CentreProblem, type Centre } from '#kernel/offline/centre.ts';
import {
  decideConflict,
  giveUpWrite,
  retryWrite,
  saveCall,
  saveWrite,
  syncDevice,
  type DeskParts,
} from '#kernel/offline/device-desk.ts';
import { DeviceFull } from '#kernel/offline/device-storage.ts';
import type { WriteAnswer } from '#kernel/offline/doors.ts';
import { readOutbox } from '#kernel/offline/outbox.ts';
import { readPresent } from '#kernel/offline/overlay.ts';
import type { Json, SavedWrite } from '#kernel/offline/saved-write.ts';
import { conflictsOf } from '#kernel/offline/settle-write.ts';
import { upgradeStore, type UpgradeStep } from '#kernel/offline/upgrade-store.ts';
import { modelCentre } from './model-centre.ts';
import { modelStorage } from './model-storage.ts';
import { reckon } from './reckon.ts';
import { dice, schedule, type Dice } from './schedule.ts';
import {
  callName,
  fields,
  people,
  tokensIn,
  type Fault,
  type Seat,
  type Verdict,
  type World,
} from './world.ts';

/** Runs one seed to its end: a stormy time, then calm until everything that can be sent is sent, then the reckoning. */
export async function simulate(seed: number, fault?: Fault): Promise<Verdict> {
  const random = dice(seed);
  const world: World = {
    random,
    schedule: schedule(random),
    centre: modelCentre({ isBlind: fault === 'blind-centre' }),
    fault,
    promised: new Map(),
    seenOff: new Set(),
    knowing: new Set(),
    delayed: [],
    isCalm: false,
    now: Date.parse('2026-03-01T00:00:00Z'),
    ids: 0,
    deaths: 0,
    conflicts: 0,
    resent: 0,
  };
  register(world);
  // Two workers on the first device, one on the second.
  const seats = ['a1@one', 'a2@one', 'b1@two'].map((name): Seat => ({
    name,
    device: name.split('@')[1]!,
    disk: new Map(),
    clockOff: 0,
    isOld: random.chance(0.3),
    locks: new Map(),
  }));
  for (const seat of seats) seat.disk.set('meta form', seat.isOld ? 0 : 1);
  const length = 20 + random.below(40);
  for (let moment = 0; moment < length; moment += 1) {
    await happen(world, seats);
    for (let turns = random.below(40); turns > 0; turns -= 1) await world.schedule.advance();
  }
  await calm(world, seats);
  return reckon(world, seats);
}

function register({ centre }: World): void {
  const entry = people.map((id) => ({
    resource: { resourceType: 'Patient', id, phone: 'none', village: 'none', notes: [] as string[] },
    request: { method: 'PUT', url: `Patient/${id}`, ifNoneMatch: '*' },
  }));
  const bundle = { resourceType: 'Bundle' as const, type: 'transaction', entry };
  centre.take([{ id: 'register', savedAt: '2026-03-01T00:00:00Z', bundle }], 0);
}

async function happen(world: World, seats: readonly Seat[]): Promise<void> {
  const { random } = world;
  const seat = random.pick(seats);
  const tab = `${seat.name}#${random.below(2)}`;
  world.now += random.below(600_000);
  const what = random.below(100);
  if (what < 42) begin(world, seat, tab, (parts) => work(world, seat, parts));
  else if (what < 68) begin(world, seat, tab, (parts) => trySync(parts));
  else if (what < 78) begin(world, seat, tab, (parts) => decide(world, parts));
  else if (what < 82) die(world, seat);
  else if (what < 85) seat.clockOff = random.pick([0, -86_400_000 * 365 * 3, 3_600_000, 86_400_000 * 400]);
  else if (what < 88) upgrade(world, seat);
  else if (what < 95) editAtCentre(world);
  else if (what < 97) world.centre.publish();
  else deliverLate(world);
}

/** A power cut: every program of the worker's device stops where it is; its locks are free again. */
function die(world: World, seat: Seat): void {
  world.deaths += 1;
  for (const tab of [0, 1]) world.schedule.kill(`${seat.name}#${tab}`);
  seat.locks.clear();
}

/** The new program takes over: the old one's tabs are closed, its store is brought to the new form. */
function upgrade(world: World, seat: Seat): void {
  if (!seat.isOld) return;
  die(world, seat);
  const tab = `${seat.name}#0`;
  const step: UpgradeStep = {
    to: 1,
    write: (old) => {
      const { standing, ...rest } = old as { standing: SavedWrite['state'] };
      return { ...rest, state: standing };
    },
  };
  world.schedule.start(tab, async () => {
    await locked(world, seat, tab, 'upgrade', async () => {
      await upgradeStore(storageOf(world, seat, tab, false), [step], 1);
    }).then(
      () => {
        seat.isOld = false;
      },
      (error: unknown) => {
        if (!(error instanceof DeviceFull)) throw error;
      },
    );
  });
}

function editAtCentre(world: World): void {
  const { centre, random } = world;
  const name = `Patient/${random.pick(people)}`;
  centre.edit(name, (patient) => knowingly(world, patient, editOf(patient, random, `c${(world.ids += 1)}`)));
}

/** Remembers of each field what the one who changed it saw. */
function knowingly({ knowing }: World, before: Json, after: Json): Json {
  for (const field of fields) knowing.add(`${String(before[field])} > ${String(after[field])}`);
  return after;
}

function deliverLate({ centre, delayed, random, now }: World): void {
  const [writes] = delayed.splice(random.below(delayed.length), 1);
  if (writes !== undefined) centre.take(writes, now);
}

type Job = (parts: DeskParts) => Promise<void>;

function begin(world: World, seat: Seat, tab: string, job: Job): void {
  // An upgrade under way closes the store to everybody.
  if (seat.locks.has('upgrade')) return;
  world.schedule.start(tab, () => job(partsOf(world, seat, tab)));
}

function partsOf(world: World, seat: Seat, tab: string): DeskParts {
  return {
    storage: storageOf(world, seat, tab, seat.isOld),
    centre: centreOf(world, seat, tab),
    newId: () => `id${(world.ids += 1)}`,
    localNow: () => world.now + seat.clockOff,
    lock: (name, work) => locked(world, seat, tab, name, work),
  };
}

function storageOf(world: World, seat: Seat, tab: string, isOld: boolean) {
  const { random, fault } = world;
  const plain = modelStorage(seat.disk, {
    turn: () => world.schedule.step(tab),
    isFull: (puts) =>
      !world.isCalm && puts.some(({ how }) => how === 'add' || how === 'put') && random.chance(0.04),
    tearAfter: (puts) => (fault === 'torn-commit' && puts.length > 1 && random.chance(0.1) ? 1 : undefined),
  });
  if (!isOld) return plain;
  // The program of form 0 reads and writes the older words.
  const read = (value: unknown): unknown => {
    const { standing, ...rest } = value as { standing?: unknown };
    return standing === undefined ? value : { ...rest, state: standing };
  };
  return {
    ...plain,
    all: async (store: Parameters<typeof plain.all>[0]) =>
      (await plain.all(store)).map(({ key, value }) => ({
        key,
        value: store === 'outbox' ? read(value) : value,
      })),
    commit: (puts: Parameters<typeof plain.commit>[0]) =>
      plain.commit(
        puts.map((put) => {
          if (put.store !== 'outbox' || put.how === 'delete') return put;
          const { state, ...rest } = put.value as SavedWrite;
          return { ...put, value: { ...rest, standing: state } };
        }),
      ),
  };
}

async function locked<T>(
  world: World,
  seat: Seat,
  tab: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  await world.schedule.step(tab, () => !seat.locks.has(name));
  const ticket = `${tab} ${(world.ids += 1)}`;
  seat.locks.set(name, ticket);
  try {
    return await work();
  } finally {
    if (seat.locks.get(name) === ticket) seat.locks.delete(name);
  }
}

function centreOf(world: World, seat: Seat, tab: string): Centre {
  const { random, centre } = world;
  let heard = false;
  const weather = async (): Promise<void> => {
    await world.schedule.step(tab);
    if (world.isCalm) return;
    if (random.chance(0.12)) throw new CentreProblem('none');
    if (random.chance(0.05)) throw new CentreProblem(random.pick(['busy', 'signed-out']));
  };
  const behindMs = (): number | undefined => (heard ? -seat.clockOff : undefined);
  return {
    behindMs,
    async fetch(cursor) {
      await weather();
      const page = centre.fetch(cursor);
      await weather();
      heard = true;
      return page;
    },
    async reference() {
      await weather();
      const sent = centre.reference();
      await weather();
      return sent;
    },
    async send(writes) {
      await weather();
      if (!world.isCalm && random.chance(0.06)) {
        if (world.fault === 'portal-believed') return writes.map(believed);
        throw new CentreProblem('portal');
      }
      if (!world.isCalm && random.chance(0.1)) {
        // It is on its way somewhere, and may arrive much later.
        world.delayed.push([...writes]);
        throw new CentreProblem('none');
      }
      const answers = centre.take(writes, world.now);
      if (!world.isCalm && random.chance(0.1)) {
        world.resent += 1;
        centre.take(writes, world.now);
      }
      if (!world.isCalm && random.chance(0.1)) world.delayed.push([...writes]);
      await weather();
      heard = true;
      if (world.fault === 'careless-settling')
        return answers.map((answer) => (answer.outcome === 'conflict' ? believed(answer) : answer));
      return answers;
    },
  };
}

function believed({ id }: { readonly id: string }): WriteAnswer {
  return { id, outcome: 'accepted', versions: {}, writtenAt: '2026-03-01T00:00:00Z' };
}

async function trySync(parts: DeskParts): Promise<void> {
  await syncDevice(parts).catch(expected);
}

function expected(error: unknown): void {
  if (!(error instanceof CentreProblem) && !(error instanceof DeviceFull)) throw error;
}

/** A worker saves something: a fact, a change of a person, somebody new with her first fact, or a fact that the centre will refuse. */
async function work(world: World, seat: Seat, parts: DeskParts): Promise<void> {
  const { random } = world;
  const token = `t${(world.ids += 1)}`;
  const kind = random.below(12);
  if (kind >= 10) return callRoute(world, seat, parts, token);
  const patient = random.pick(people);
  // One is kept with her only, the other in the lists over everybody as well.
  const resourceType = random.pick(['Observation', 'Condition']);
  const observation = (subject: string, more: object = {}): Json => ({
    resourceType,
    id: token,
    subject: { reference: `Patient/${subject}` },
    note: token,
    ...more,
  });
  let resources: Json[];
  if (kind < 4) resources = [observation(patient)];
  else if (kind < 8) {
    const held = await presentPatient(parts, patient);
    if (held === undefined) return;
    resources = [knowingly(world, held, editOf(held, random, token))];
    if (random.chance(0.3)) resources.push(observation(patient, { id: `${token}o` }));
  } else if (kind < 9)
    resources = [
      { resourceType: 'Patient', id: `n${token}`, phone: token, village: seat.name, notes: [] },
      observation(`n${token}`, { id: `${token}o` }),
    ];
  else resources = [observation(patient, { bad: true })];
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  const [first] = resources;
  const name = `${first!.resourceType}/${first!.id}`;
  world.promised.set(token, { token, name, isAcknowledged: false });
  try {
    await saveWrite(parts, { resourceType: 'Bundle', type: 'transaction', entry });
    world.promised.set(token, { token, name, isAcknowledged: true });
  } catch (error) {
    expected(error);
  }
}

/** A worker does what is a call: it makes something, or stands on what a call of hers made; now and then one that the centre will refuse. */
async function callRoute(world: World, seat: Seat, parts: DeskParts, token: string): Promise<void> {
  const { random, promised } = world;
  const own = [...promised.values()].filter((one) => one.isAcknowledged && one.owner === seat.name);
  const on = own.length > 0 && random.chance(0.5) ? random.pick(own).token : undefined;
  const input = { token, ...(on !== undefined && { on }), ...(random.chance(0.2) && { bad: true }) };
  const promise = { token, name: callName, owner: seat.name };
  promised.set(token, { ...promise, isAcknowledged: false });
  const title = { vi: 'Việc', en: 'Call' };
  try {
    await saveCall(parts, {
      route: 'POST /things',
      input,
      title,
      makes: [token],
      ...(on !== undefined && { needs: [on] }),
    });
    promised.set(token, { ...promise, isAcknowledged: true });
  } catch (error) {
    expected(error);
  }
}

async function presentPatient(parts: DeskParts, id: string): Promise<Json | undefined> {
  const [first] = await readPresent(parts.storage, await readOutbox(parts.storage), id);
  return first?.resourceType === 'Patient' ? first : undefined;
}

function editOf(patient: Json, random: Dice, token: string): Json {
  switch (random.below(3)) {
    case 0:
      return { ...patient, phone: token };
    case 1:
      return { ...patient, village: token };
    default:
      return { ...patient, notes: [...(patient['notes'] as string[]), token] };
  }
}

/** A person looks at what is stuck and decides. */
async function decide(world: World, parts: DeskParts): Promise<void> {
  const { random } = world;
  const stuck = (await readOutbox(parts.storage)).filter(({ state }) => state !== 'saved');
  if (stuck.length === 0) return;
  const write = random.pick(stuck);
  try {
    if (write.state === 'refused') {
      if (random.chance(0.4)) return await retryWrite(parts, write.id);
      for (const token of tokensIn([write.entries, write.call?.input])) world.seenOff.add(token);
      return await giveUpWrite(parts, write.id);
    }
    world.conflicts += 1;
    const choices: Record<string, Record<string, 'mine' | 'theirs'>> = {};
    for (const { name, fields } of conflictsOf(write)) {
      choices[name] = {};
      for (const { path, mine, theirs } of fields) {
        const chosen = random.pick(['mine', 'theirs'] as const);
        choices[name][path] = chosen;
        if (chosen === 'mine') world.knowing.add(`${String(theirs)} > ${String(mine)}`);
        for (const token of tokensIn(chosen === 'mine' ? theirs : mine)) world.seenOff.add(token);
      }
    }
    await decideConflict(parts, write.id, choices);
  } catch (error) {
    expected(error);
  }
}

/** The network holds, nobody dies, late letters arrive; every worker signs in and sends. */
async function calm(world: World, seats: readonly Seat[]): Promise<void> {
  await world.schedule.drain();
  world.isCalm = true;
  while (world.delayed.length > 0) deliverLate(world);
  for (const seat of seats) {
    upgrade(world, seat);
    await world.schedule.drain();
    const isDecided = world.random.chance(0.5);
    for (let round = 0; round < 4; round += 1) {
      begin(world, seat, `${seat.name}#0`, trySync);
      await world.schedule.drain();
      if (isDecided) begin(world, seat, `${seat.name}#0`, (parts) => decide(world, parts));
      await world.schedule.drain();
    }
    begin(world, seat, `${seat.name}#0`, trySync);
    await world.schedule.drain();
  }
  // What the last of them did is in the list that all hold.
  for (const seat of seats) begin(world, seat, `${seat.name}#0`, trySync);
  await world.schedule.drain();
}
