import * as z from 'zod/mini';
import { CallFailed } from './mutual-call.ts';
import type { AskedPerson, RegisterAnswer } from './register.ts';

const envelope = z.object({
  requestId: z.string(),
  results: z.array(z.object({ ref: z.string(), found: z.boolean(), person: z.optional(z.unknown()) })),
});

/**
 * What a register's answer says of each who was asked about. An answer that is not about her is refused, whatever it says: it names another
 * number, or it came twice and differs. Of an answer about nobody who was asked nothing is kept. Error: CallFailed where the whole answer
 * belongs to another question or cannot be read.
 */
export function readAnswers<Person extends { readonly number: string }>(
  asked: readonly AskedPerson[],
  requestId: string,
  body: unknown,
  person: { readonly safeParse: (value: unknown) => { success: boolean; data?: Person } },
): RegisterAnswer<Person>[] {
  const read = envelope.safeParse(body);
  if (!read.success) throw new CallFailed('unreadable');
  if (read.data.requestId !== requestId) throw new CallFailed('another-request');
  const byRef = Map.groupBy(read.data.results, ({ ref }) => ref);
  return asked.map(({ ref, number }): RegisterAnswer<Person> => {
    const [first, ...more] = byRef.get(ref) ?? [];
    if (first === undefined) return { ref, outcome: 'refused', because: 'missing' };
    const isSame = more.every((other) => JSON.stringify(other) === JSON.stringify(first));
    if (!isSame) return { ref, outcome: 'refused', because: 'twice' };
    if (!first.found) return { ref, outcome: 'not-found' };
    const found = person.safeParse(first.person);
    if (!found.success || found.data === undefined) throw new CallFailed('unreadable');
    return found.data.number === number
      ? { ref, outcome: 'found', person: found.data }
      : { ref, outcome: 'refused', because: 'another-person' };
  });
}
