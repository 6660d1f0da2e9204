import { AppError } from '#kernel/errors.ts';
import type { Desk } from '../desk.ts';
import { about } from '../read-record.ts';
import { fhirIdOf, type Row } from '../rows.ts';
import { reachedByName } from '../search/reached.ts';

/** Most resources that one query reads by reference. */
const mostRead = 2_000;

/** Reads what references name, all that are asked for at the same time in one go. */
export interface ReferenceLoader {
  /** The text of 'Type/id'; undefined where it is not there or not within reach, which look the same. */
  load(type: string, id: string): Promise<string | undefined>;
}

interface Waiting {
  readonly type: string;
  readonly id: string;
  readonly resolve: (text: string | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** One loader for one query of one actor. Each resource is read once and audited as read. Error: graphql.too-costly. */
export function createReferenceLoader(desk: Desk): ReferenceLoader {
  const asked = new Map<string, Promise<string | undefined>>();
  let waiting: Waiting[] = [];

  const flush = async (batch: readonly Waiting[]): Promise<void> => {
    const reach = await desk.reach();
    const rows = await reachedByName({ q: desk.q, reach, now: desk.host.now() }, batch);
    const texts = await desk.host.texts.of(desk.q, rows);
    await Promise.all(rows.map((row) => desk.audit({ action: 'read', ...about(row), outcome: 'ok' })));
    const found = new Map(rows.map((row: Row, at) => [`${row.type}/${fhirIdOf(row)}`, texts[at]!]));
    for (const one of batch) one.resolve(found.get(`${one.type}/${one.id}`));
  };

  return {
    load(type, id) {
      const key = `${type}/${id}`;
      const known = asked.get(key);
      if (known !== undefined) return known;
      if (asked.size >= mostRead) return Promise.reject(new AppError('graphql.too-costly'));
      const made = new Promise<string | undefined>((resolve, reject) => {
        waiting.push({ type, id, resolve, reject });
        if (waiting.length > 1) return;
        // Everything that is asked for in this turn goes together.
        setImmediate(() => {
          const batch = waiting;
          waiting = [];
          flush(batch).catch((error: unknown) => batch.forEach((one) => one.reject(error)));
        });
      });
      asked.set(key, made);
      return made;
    },
  };
}
