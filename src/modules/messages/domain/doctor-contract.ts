import * as z from 'zod/mini';
import { endpoint } from '#kernel/contract.ts';
import { cursor, resourceId } from '../api.ts';

/** Drawn on the phone, so that what is sent twice is written once. */
const drawnKey = z.string().check(z.regex(/^[A-Za-z0-9-]{8,64}$/u));
/** Longest that can be said at once. */
export const mostWords = 4000;
const words = z.string().check(z.trim(), z.minLength(3), z.maxLength(mostWords));

const person = z.object({
  id: z.string(),
  name: z.string(),
  isSelf: z.boolean(),
  /** Who has her in charge; missing where nobody has. */
  facility: z.optional(z.string()),
});

/** About whom the reader may write, to whom it goes, and by when an answer to something written now is expected. */
export const readWriters = endpoint({
  method: 'GET',
  path: '/api/messages/doctor/people',
  input: z.object({}),
  output: z.object({ people: z.array(person), expectedBy: z.string(), workingDays: z.number() }),
});

const state = z.enum(['open', 'answered', 'closed']);
const head = z.object({
  id: z.string(),
  state,
  /** While it waits: the day by whose end an answer is expected. */
  dueOn: z.string(),
  isLate: z.boolean(),
  lastAt: z.string(),
  /** Beginning of what was said last. */
  last: z.string(),
});

const ownHead = z.extend(head, {
  patientId: z.string(),
  facility: z.string(),
  about: z.optional(z.string()),
});
export type OwnConversation = z.infer<typeof ownHead>;

/** Conversations of the reader and of those she may write for, last said first, a page at a time. */
export const readConversations = endpoint({
  method: 'GET',
  path: '/api/messages/doctor/conversations',
  input: z.object({ cursor }),
  output: z.object({ conversations: z.array(ownHead), next: z.optional(z.string()) }),
});

const line = z.object({
  id: z.string(),
  side: z.enum(['person', 'desk']),
  by: z.string(),
  at: z.string(),
  words: z.string(),
});
export type ShownLine = z.infer<typeof line>;

/** What was said, the newest last; earlier pages by cursor. */
const said = { lines: z.array(line), earlier: z.optional(z.string()) };

export const readConversation = endpoint({
  method: 'GET',
  path: '/api/messages/doctor/conversations/:id',
  input: z.object({ id: resourceId, cursor }),
  output: z.object({ conversation: ownHead, ...said, mayWrite: z.boolean() }),
});

/** Writes to who has the person in charge: a new conversation, or on in one. Sent again with its key it is stored once. */
export const writeToDoctor = endpoint({
  method: 'POST',
  path: '/api/messages/doctor/lines',
  input: z.object({ key: drawnKey, patientId: resourceId, conversationId: z.optional(resourceId), words }),
  output: z.object({ conversation: ownHead }),
});

const deskHead = z.extend(head, {
  person: z.object({ id: z.string(), name: z.string(), birthDate: z.optional(z.string()) }),
});
export type DeskConversation = z.infer<typeof deskHead>;

/** What people wrote to the reader's facility: what waits, due first, or what is settled, newest first. */
export const readDesk = endpoint({
  method: 'GET',
  path: '/api/messages/desk',
  input: z.object({ state: z.enum(['open', 'settled']), cursor }),
  output: z.object({ conversations: z.array(deskHead), next: z.optional(z.string()) }),
});

export const readDeskConversation = endpoint({
  method: 'GET',
  path: '/api/messages/desk/:id',
  input: z.object({ id: resourceId, cursor }),
  output: z.object({ conversation: deskHead, ...said }),
});

/** Answers; she is told. Sent again with its key it is stored once. */
export const answerPerson = endpoint({
  method: 'POST',
  path: '/api/messages/desk/:id/answer',
  input: z.object({ id: resourceId, key: drawnKey, words }),
  output: z.object({ conversation: deskHead }),
});

/** Settles what needs no answer, such as a word of thanks. */
export const closeConversation = endpoint({
  method: 'POST',
  path: '/api/messages/desk/:id/close',
  input: z.object({ id: resourceId }),
  output: z.object({ conversation: deskHead }),
});
