import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { facilityForm } from './domain/facility-form.ts';
import { departments, facilityKinds, keysOf, openingStates, serviceKinds } from './domain/facility-words.ts';
import { weekDays } from '#kernel/vietnam/opening-hours.ts';
import { workerForm } from './domain/worker-form.ts';

const text = (most: number) => z.string().check(z.maxLength(most));
const code = (digits: number) => z.string().check(z.regex(new RegExp(`^\\d{${digits}}$`, 'u')));
const resourceId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const offset = z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(10_000)), 0);

const wish = z.object({
  words: z.optional(text(200)),
  province: z.optional(code(2)),
  commune: z.optional(code(5)),
  kind: z.optional(z.enum(keysOf(facilityKinds))),
  service: z.optional(z.enum(keysOf(serviceKinds))),
});
export type FacilityWish = z.infer<typeof wish>;

const nullable = z.nullable(z.string());
export const facilityLine = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  kind: z.enum(keysOf(facilityKinds)),
  level: nullable,
  province: nullable,
  commune: nullable,
  address: nullable,
  state: z.enum(keysOf(openingStates)),
  /** Whether somebody who comes now finds it open; null where its hours are not known. */
  openNow: z.nullable(z.boolean()),
  beds: z.number(),
});
export type FacilityLine = z.infer<typeof facilityLine>;

/** Facilities by place, kind, service and what was typed so far, with or without marks. Open to everybody. */
export const findFacilities = endpoint({
  method: 'GET',
  path: '/api/directory/find/facilities',
  input: z.extend(wish, { offset }),
  /** `total` counts up to 1000; that many means that many or more. */
  output: z.object({ facilities: z.array(facilityLine), total: z.number() }),
});

const provinceCount = z.object({ code: z.string(), facilities: z.number(), beds: z.number() });
export type ProvinceCount = z.infer<typeof provinceCount>;

/** How many facilities and beds each province has, of those that meet a wish. Open to everybody. */
export const countFacilities = endpoint({
  method: 'GET',
  path: '/api/directory/find/counts',
  input: wish,
  output: z.object({ provinces: z.array(provinceCount) }),
});

const facilityPage = z.extend(facilityLine, {
  ownership: nullable,
  phone: nullable,
  email: nullable,
  web: nullable,
  licence: nullable,
  note: nullable,
  latitude: z.nullable(z.number()),
  longitude: z.nullable(z.number()),
  hours: z.array(z.object({ days: z.array(z.enum(weekDays)), from: z.string(), to: z.string() })),
  services: z.array(z.enum(keysOf(serviceKinds))),
  bedsByDepartment: z.array(z.object({ department: z.enum(keysOf(departments)), count: z.number() })),
});
export type FacilityPage = z.infer<typeof facilityPage>;

/** One facility as everybody may see it; by its code or its id. */
export const readFacilityPage = endpoint({
  method: 'GET',
  path: '/api/directory/facilities/:id',
  input: z.object({ id: resourceId }),
  output: facilityPage,
});

/** Whether a licence is good: asked with its number and the holder's name, so that nobody is found by trying numbers. Open to everybody. */
export const checkLicence = endpoint({
  method: 'POST',
  path: '/api/directory/licence-check',
  input: z.object({
    number: z.string().check(z.trim(), z.minLength(3), z.maxLength(100)),
    name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  }),
  output: z.object({
    state: z.enum(['active', 'expired', 'not-begun', 'suspended', 'revoked', 'unknown']),
    validTo: z.optional(z.string()),
    asOf: z.string(),
  }),
});

const unit = z.object({
  code: z.string(),
  name: z.string(),
  province: z.object({ code: z.string(), name: z.string() }),
});
export type PlaceUnit = z.infer<typeof unit>;
const era = z.enum(['now', 'before']);

/** Communes of today or of before July 2025, by words or code. Open to everybody. */
export const findPlaces = endpoint({
  method: 'GET',
  path: '/api/directory/find/places',
  input: z.object({
    era,
    words: z.optional(text(200)),
    province: z.optional(code(2)),
    /** Only communes of before that nobody has mapped yet. */
    unmapped: z.optional(z.enum(['true'])),
    offset,
  }),
  output: z.object({ places: z.array(unit), total: z.number() }),
});

const placePage = z.extend(unit, {
  validFrom: z.optional(z.string()),
  validTo: z.optional(z.string()),
  /** The other side of July 2025. `whole` is false where only a part went over. */
  others: z.array(z.extend(unit, { whole: z.boolean() })),
  /** True for an old unit of which nobody wrote down what it became. */
  unmapped: z.boolean(),
});
export type PlacePage = z.infer<typeof placePage>;

/** What an old commune became, or what one of today was made of. Open to everybody. */
export const readPlace = endpoint({
  method: 'GET',
  path: '/api/directory/places/:era/:code',
  input: z.object({ era, code: code(5) }),
  output: placePage,
});

/** What the desk of a Department of Health stands before. */
export const openDesk = endpoint({
  method: 'GET',
  path: '/api/directory/desk',
  input: z.object({}),
  output: z.object({
    /** Codes of the provinces and communes whose facilities may be changed here; 'VN' is the whole country. */
    places: z.array(z.string()),
    facilities: z.number(),
    workers: z.number(),
    /** Licences that end within 90 days, and that have ended while a post goes on. */
    ending: z.number(),
    ended: z.number(),
  }),
});

const change = z.object({ at: z.string(), by: z.string(), fields: z.array(z.string()) });

export const readFacilityForm = endpoint({
  method: 'GET',
  path: '/api/directory/desk/facilities/:id',
  input: z.object({ id: resourceId }),
  output: z.object({
    id: z.string(),
    version: z.string(),
    form: facilityForm,
    mayChange: z.boolean(),
    changes: z.array(change),
  }),
});

export const makeFacility = endpoint({
  method: 'POST',
  path: '/api/directory/desk/facilities',
  input: z.object({ form: facilityForm }),
  output: z.object({ id: z.string() }),
});

/** `version` is that of the form as it was opened; another's change in between is not written over. */
export const changeFacility = endpoint({
  method: 'POST',
  path: '/api/directory/desk/facilities/:id',
  input: z.object({ id: resourceId, version: text(40), form: facilityForm }),
  output: z.object({ version: z.string(), fields: z.array(z.string()) }),
});

const standing = z.enum(['active', 'expired', 'not-begun', 'suspended', 'revoked']);
export type Standing = z.infer<typeof standing>;

const workerLine = z.object({
  id: z.string(),
  name: z.string(),
  licences: z.array(z.object({ number: z.string(), scope: nullable, validTo: nullable, standing })),
  posts: z.array(z.object({ facilityId: z.string(), facility: z.string(), title: z.string() })),
});
export type WorkerLine = z.infer<typeof workerLine>;

/** Health workers of one's places by name or licence number. */
export const findWorkers = endpoint({
  method: 'GET',
  path: '/api/directory/desk/workers',
  input: z.object({
    /** A licence number. Names are asked in a body, so that they stand in no log. */
    number: z.optional(text(100)),
    facility: z.optional(resourceId),
    offset,
  }),
  output: z.object({ workers: z.array(workerLine), total: z.number() }),
});

export const findWorkersByName = endpoint({
  method: 'POST',
  path: '/api/directory/desk/workers/find',
  input: z.object({ name: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)) }),
  output: z.object({ workers: z.array(workerLine) }),
});

/** Licences that end soon or have ended, soonest first. */
export const listEnding = endpoint({
  method: 'GET',
  path: '/api/directory/desk/ending',
  input: z.object({
    days: z._default(z.coerce.number().check(z.int(), z.minimum(0), z.maximum(1000)), 90),
    offset,
  }),
  output: z.object({
    workers: z.array(z.extend(workerLine, { number: z.string(), validTo: z.string() })),
    total: z.number(),
  }),
});

export const readWorkerForm = endpoint({
  method: 'GET',
  path: '/api/directory/desk/workers/:id',
  input: z.object({ id: resourceId }),
  output: z.object({
    id: z.string(),
    version: z.string(),
    form: workerForm,
    standings: z.record(z.string(), standing),
    facilities: z.record(z.string(), z.string()),
    mayChange: z.boolean(),
    changes: z.array(change),
  }),
});

export const makeWorker = endpoint({
  method: 'POST',
  path: '/api/directory/desk/workers',
  input: z.object({ form: workerForm }),
  output: z.object({ id: z.string() }),
});

export const changeWorker = endpoint({
  method: 'POST',
  path: '/api/directory/desk/workers/:id',
  input: z.object({ id: resourceId, version: text(40), form: workerForm }),
  output: z.object({ version: z.string(), fields: z.array(z.string()) }),
});

/** Suspends, revokes or reinstates a licence; clinical rights follow within seconds. */
export const judgeLicence = endpoint({
  method: 'POST',
  path: '/api/directory/desk/workers/:id/standing',
  input: z.object({
    id: resourceId,
    number: text(100),
    state: z.enum(['active', 'suspended', 'revoked']),
    /** Number and day of the decision. */
    ground: z.string().check(z.trim(), z.minLength(5), z.maxLength(500)),
  }),
  output: z.object({ standing }),
});
