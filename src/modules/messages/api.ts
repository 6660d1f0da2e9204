import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { noticeKinds, ways } from './domain/kinds.ts';

const nothing = z.object({});
export const cursor = z.optional(z.string().check(z.maxLength(300)));
export const resourceId = z.string().check(z.regex(/^[A-Za-z0-9.-]{1,64}$/u));
const bilingual = z.object({ vi: z.string(), en: z.string() });
const kind = z.enum(noticeKinds);

const notice = z.object({
  id: z.string(),
  kind,
  title: bilingual,
  words: bilingual,
  link: z.string(),
  toldAt: z.string(),
  urgent: z.boolean(),
  seen: z.boolean(),
  /** Whose matter it is, where it is not the reader's own. */
  about: z.optional(z.string()),
});
export type ShownNotice = z.infer<typeof notice>;

/** What the reader was told, about herself and whom she acts for, newest first, a page at a time. */
export const readNotices = endpoint({
  method: 'GET',
  path: '/api/messages/notices',
  input: z.object({ cursor }),
  output: z.object({ notices: z.array(notice), unread: z.number(), next: z.optional(z.string()) }),
});

/** How many she has not read; 99 stands for more. */
export const countUnread = endpoint({
  method: 'GET',
  path: '/api/messages/unread',
  input: nothing,
  output: z.object({ unread: z.number() }),
});

/** Marks notices as read or unread; all of hers where none is named. */
export const markNotices = endpoint({
  method: 'POST',
  path: '/api/messages/notices/mark',
  input: z.object({
    ids: z.optional(z.array(z.string().check(z.maxLength(64))).check(z.maxLength(100))),
    seen: z.boolean(),
  }),
  output: z.object({ unread: z.number() }),
});

const minute = z.number().check(z.int(), z.minimum(0), z.maximum(1439));
const chosen = z.object({
  ways: z.partialRecord(kind, z.array(z.enum(ways)).check(z.maxLength(3))),
  quietFrom: minute,
  quietTo: minute,
  most: z.number().check(z.int(), z.minimum(1), z.maximum(20)),
});
export type Chosen = z.infer<typeof chosen>;

const choices = z.extend(chosen, {
  /** Public half of the key by which a browser knows who may push to it. */
  pushKey: z.string(),
  /** Names of browsers of hers that are told. */
  browsers: z.array(z.string()),
  /** Whether letters are sent here at all, and whether she has given an address. */
  email: z.enum(['none-here', 'no-address', 'ready']),
  /** The same of text messages, which go to the mobile number of her record. */
  sms: z.enum(['none-here', 'no-number', 'ready']),
  /** End of that number. */
  smsTo: z.optional(z.string()),
});
export type Choices = z.infer<typeof choices>;

/** How the reader wants to be told. */
export const readChoices = endpoint({
  method: 'GET',
  path: '/api/messages/choices',
  input: nothing,
  output: choices,
});

/** Changes it. What is not named is told in the app alone. */
export const changeChoices = endpoint({
  method: 'PUT',
  path: '/api/messages/choices',
  input: chosen,
  output: choices,
});

/** A point of P-256 (65 bytes) and a secret (16 bytes) in base64url, as RFC 8291 has them: with others no push could ever be sealed. */
const publicKey = z.string().check(z.regex(/^[A-Za-z0-9_-]{87}=?$/u));
const authSecret = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}(?:==)?$/u));

/** Has this browser told as well; the first one turns on push for every kind. */
export const addBrowser = endpoint({
  method: 'POST',
  path: '/api/messages/browsers',
  input: z.object({
    endpoint: z.string().check(z.maxLength(1000)),
    p256dh: publicKey,
    auth: authSecret,
  }),
  output: choices,
});

/** Tells a browser nothing any more, by its name. */
export const dropBrowser = endpoint({
  method: 'DELETE',
  path: '/api/messages/browsers/:id',
  input: z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9_-]+$/u), z.maxLength(64)) }),
  output: choices,
});
