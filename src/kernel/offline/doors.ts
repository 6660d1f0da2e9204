import * as z from 'zod/mini';
import { endpoint } from '../contract.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));

/** A transaction from a device's outbox. */
const sentWrite = z.object({
  /** Made on the device once; a resend carries the same one and is the same write. */
  id,
  /** When it was saved, by the device's corrected clock. */
  savedAt: z.iso.datetime(),
  /** A FHIR transaction: PUT with If-None-Match '*' for what is new, PUT or DELETE with If-Match for what was there. */
  bundle: z.optional(z.looseObject({ resourceType: z.literal('Bundle') })),
  /** In its place: a call of a route that its contract lets a device keep. */
  call: z.optional(
    z.object({
      route: z.string().check(z.maxLength(200)),
      input: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type SentWrite = z.infer<typeof sentWrite>;

/** What the centre has where the device's version was not the last one. `resource` is absent where it was deleted. */
const theirs = z.object({
  name: z.string(),
  versionId: z.optional(z.string()),
  resource: z.optional(z.looseObject({ resourceType: z.string() })),
});
export type Theirs = z.infer<typeof theirs>;

/** What became of one transaction. */
const writeAnswer = z.discriminatedUnion('outcome', [
  z.object({
    id: z.string(),
    outcome: z.literal('accepted'),
    /** Version of each resource by 'Type/id'. */
    versions: z.record(z.string(), z.string()),
    writtenAt: z.string(),
  }),
  z.object({ id: z.string(), outcome: z.literal('conflict'), theirs: z.array(theirs) }),
  z.object({ id: z.string(), outcome: z.literal('refused'), code: z.string(), sentence: z.string() }),
]);
export type WriteAnswer = z.infer<typeof writeAnswer>;

/** Takes transactions in their order, each by itself; one that was taken before answers as it did. */
export const sendWrites = endpoint({
  method: 'POST',
  path: '/api/device-sync/outbox',
  input: z.object({
    /** Absent where nothing is kept on the device. */
    device: z.optional(id),
    writes: z.array(sentWrite).check(z.minLength(1), z.maxLength(50)),
  }),
  output: z.object({ sen: z.literal('device-sync'), serverTime: z.string(), answers: z.array(writeAnswer) }),
});

/** A device in a list. */
const listedDevice = z.object({
  id: z.string(),
  name: z.string(),
  facilityId: z.string(),
  state: z.enum(['in-use', 'lost', 'wiped', 'ended']),
  registeredAt: z.string(),
  seenAt: z.optional(z.string()),
  /** The worker's account name is no part of it: `isMine` is enough for herself, `worker` is the name to show for who keeps devices. */
  isMine: z.boolean(),
  worker: z.string(),
});
export type ListedDevice = z.infer<typeof listedDevice>;

const share = z.string().check(z.maxLength(100));

/** Registers this browser as a device of the worker at her facility. Answers the centre's share of its key. */
export const registerDevice = endpoint({
  method: 'POST',
  path: '/api/device-sync/devices',
  input: z.object({ name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)) }),
  output: z.object({ id: z.string(), share, facilityId: z.string(), serverTime: z.string() }),
});

/** The centre's share of the key, for the worker whose device it is, while it is in use. Errors: device.unknown, device.lost. */
export const unlockDevice = endpoint({
  method: 'POST',
  path: '/api/device-sync/devices/:id/unlock',
  input: z.object({ id }),
  output: z.object({ share, facilityId: z.string(), hasMoved: z.boolean(), serverTime: z.string() }),
});

export const listDevices = endpoint({
  method: 'GET',
  path: '/api/device-sync/devices',
  input: z.object({}),
  output: z.object({ devices: z.array(listedDevice) }),
});

/** Marks a device lost: its key share is destroyed at once, and at its next contact it wipes itself. */
export const reportLost = endpoint({
  method: 'POST',
  path: '/api/device-sync/devices/:id/lost',
  input: z.object({ id }),
  output: z.object({}),
});

/** The device says that it has wiped itself, or that its worker gave it up. */
export const endDevice = endpoint({
  method: 'POST',
  path: '/api/device-sync/devices/:id/end',
  input: z.object({ id, wiped: z.boolean() }),
  output: z.object({}),
});

/** Where the lines of people come from: NDJSON, each line a DownloadLine; the last one is a page line, else the page was cut off. */
export const linesPath = '/api/device-sync/lines';

/** A line of the download. */
export const downloadLine = z.discriminatedUnion('kind', [
  /** A person and her recent facts, whole: what was held of her before is replaced. `early`: only who she is, the facts come later. */
  z.object({
    kind: z.literal('person'),
    id: z.string(),
    early: z.optional(z.literal(true)),
    resources: z.array(z.looseObject({ resourceType: z.string() })),
  }),
  /** No longer this station's. */
  z.object({ kind: z.literal('gone'), id: z.string() }),
  /** `next` goes on from here; `isLast` where nothing more was there. `all` counts the people of the station. */
  z.object({
    kind: z.literal('page'),
    next: z.string(),
    isLast: z.boolean(),
    all: z.optional(z.number()),
    serverTime: z.string(),
    /** Reference data for this device, name and version; told where a download begins and where it ends. */
    references: z.optional(z.record(z.string(), z.string())),
  }),
]);
export type DownloadLine = z.infer<typeof downloadLine>;

/** A data set that a module offers to devices, as JSON; its version is the ETag. */
export const referencePath = '/api/device-sync/reference/:name';
