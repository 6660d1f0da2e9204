import type { Actor } from '#platform/access/actor.ts';
import type { Entry, TimelineEntry } from '../api.ts';

/** A life ready to be asked: its lines, and the same lines under their heads. */
export interface ReadLife {
  readonly entries: readonly Entry[];
  readonly grouped: readonly TimelineEntry[];
}

interface Kept {
  readonly life: ReadLife;
  /** State of the record that it was read from. */
  readonly version: string;
  /** In ms since 1970. */
  readonly until: number;
  readonly bytes: number;
}

/** Lives read lately, in memory. What a reader may see is asked of the record each time; here is only the work of reading it. */
export interface KeptLives {
  find(key: string, now: Date): Kept | undefined;
  keep(key: string, life: ReadLife, version: string, now: Date): void;
}

/** Names of facilities come from outside a person's record, and an appointment passes with its day: neither is older than this. */
const keptMs = 60_000;
/** What a line and its place under a head take in memory besides their words. */
const bytesOfLine = 1_000;

/** @param limit bytes kept at most, about; those not asked for longest go first */
export function createKeptLives(limit = 64_000_000): KeptLives {
  const lives = new Map<string, Kept>();
  let size = 0;
  const drop = (key: string): void => {
    size -= lives.get(key)?.bytes ?? 0;
    lives.delete(key);
  };
  return {
    find(key, now) {
      const kept = lives.get(key);
      if (kept === undefined) return undefined;
      lives.delete(key);
      if (kept.until <= now.getTime()) {
        size -= kept.bytes;
        return undefined;
      }
      lives.set(key, kept);
      return kept;
    },
    keep(key, life, version, now) {
      drop(key);
      for (const [other, { until }] of lives) if (until <= now.getTime()) drop(other);
      const bytes = bytesOf(life);
      if (bytes > limit / 4) return;
      lives.set(key, { life, version, until: now.getTime() + keptMs, bytes });
      size += bytes;
      for (const [oldest] of lives) {
        if (size <= limit) break;
        drop(oldest);
      }
    },
  };
}

function bytesOf({ entries }: ReadLife): number {
  return entries.reduce(
    (sum, { title, detail = '' }) => sum + bytesOfLine + 4 * (title.length + detail.length),
    0,
  );
}

/** Whose eyes and which person: nobody is shown what was read for another reader, role, facility, app or language. */
export function keyOfLife(actor: Actor, patientId: string): string {
  const { kind, accountId, roles, scopes, facilityId, purpose, language } = actor;
  return JSON.stringify([
    patientId,
    kind,
    accountId,
    roles,
    scopes,
    facilityId,
    actor.patientId,
    purpose,
    language,
  ]);
}
