import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/fhir/id.ts';
import { anActor } from '../../testing/an-actor.ts';
import { startDatabase, type TestDatabase } from '../../testing/start-database.ts';
import { createAuditLog } from '../audit-log.ts';
import { searchAudit } from '../search-audit.ts';

let test: TestDatabase;
const now = (): Date => new Date('2026-03-01T02:00:00Z');

beforeAll(async () => {
  test = await startDatabase([{ part: 'audit', folder: new URL('../migrations/', import.meta.url) }]);
});
afterAll(() => test.stop());

describe('audit log', () => {
  it('has written the line when the reader gets her answer', async () => {
    const audit = createAuditLog(test.database, now);
    const patientId = newId(77, now());
    const actor = anActor({
      kind: 'person',
      accountId: 'bs.minh',
      roles: ['hospital-doctor', 'teacher'],
      facilityId: 'f1',
    });
    await audit.append({
      actor,
      action: 'search',
      resourceType: 'Observation',
      patientId,
      query: 'code,date',
      outcome: 'ok',
      count: 3,
    });
    const { rows } = await test.database.query(
      'SELECT bucket, actor_roles FROM audit.event WHERE patient_id = $1',
      [patientId],
    );
    expect(rows).toEqual([{ bucket: 77, actor_roles: ['hospital-doctor', 'teacher'] }]);
    expect(await searchAudit(test.database, { patientId })).toMatchObject([
      {
        actor_id: 'bs.minh',
        action: 'search',
        query: 'code,date',
        count: 3,
        outcome: 'ok',
        facility_id: 'f1',
      },
    ]);
  });

  it('writes the lines of many readers at once in few inserts and loses none', async () => {
    let inserts = 0;
    const counting = {
      ...test.database,
      query: (...args: Parameters<typeof test.database.query>) => {
        inserts += 1;
        return test.database.query(...args);
      },
    } as typeof test.database;
    const audit = createAuditLog(counting, now);
    await Promise.all(
      Array.from({ length: 2500 }, (_, n) =>
        audit.append({
          actor: anActor({ accountId: 'crowd' }),
          action: 'read',
          resourceId: `x${n}`,
          outcome: 'ok',
        }),
      ),
    );
    const { rows } = await test.database.query<{ n: number }>(
      "SELECT count(DISTINCT resource_id) AS n FROM audit.event WHERE actor_id = 'crowd'",
    );
    expect(rows[0]?.n).toBe(2500);
    expect(inserts).toBeLessThanOrEqual(4);
  });

  it('undoes the line of a write together with the write', async () => {
    const audit = createAuditLog(test.database, now);
    const undone = test.database.transaction(async (tx) => {
      await audit.append({ actor: anActor({ accountId: 'undone' }), action: 'create', outcome: 'ok' }, tx);
      throw new Error('no');
    });
    await expect(undone).rejects.toThrow('no');
    expect(await searchAudit(test.database, { actorId: 'undone' })).toEqual([]);
  });

  it('takes an id with a NUL in it without losing the lines beside it', async () => {
    const audit = createAuditLog(test.database, now);
    const actor = anActor({ accountId: 'hostile' });
    await Promise.all([
      audit.append({ actor, action: 'read', resourceId: 'a\0b', outcome: 'refused' }),
      audit.append({ actor, action: 'read', resourceId: 'fine', outcome: 'ok' }),
    ]);
    expect(await searchAudit(test.database, { actorId: 'hostile' })).toHaveLength(2);
  });

  it('tells the reader when the line could not be written', async () => {
    const broken = await startDatabase([]);
    const audit = createAuditLog(broken.database, now);
    await expect(audit.append({ actor: anActor(), action: 'read', outcome: 'ok' })).rejects.toThrow(/audit/);
    await broken.stop();
  });
});
