import { setTimeout as sleep } from 'node:timers/promises';
import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { modules } from '#modules/index.ts';
import { startRegistersBeside, type RegistersBeside } from '#platform/testing/registers-beside.ts';
import {
  startPlatform,
  type CallAs,
  type TestPlatform,
  type TestPlatformOptions,
} from '#platform/testing/start-platform.ts';
import type { PopulationPerson } from '../../doors/api.ts';
import { workOffDue } from '../results/work-off-due.ts';

/** A Sen with both registers beside it. */
export interface TestRegistry {
  readonly sen: TestPlatform;
  readonly population: RegistersBeside['population'];
  readonly insurance: RegistersBeside['insurance'];
  readonly station: string;
  readonly stop: () => Promise<void>;
  /** A person of the record who is person `at` of the simulated database, but for what is told otherwise. */
  readonly enrol: (at: number, part?: Partial<Patient>) => Promise<string>;
  /** Asks about everybody who is due, now. */
  readonly settle: () => Promise<void>;
  readonly officer: () => Promise<CallAs>;
}

/** Starts Sen and the simulators, and draws the lines between them. */
export async function openRegistry(options: TestPlatformOptions = {}): Promise<TestRegistry> {
  const own = modules.filter(({ id }) => id === 'doors' || id === 'verification');
  const sen = await startPlatform({ modules: own, ...options });
  const beside = await startRegistersBeside(sen);
  const { population, insurance } = beside;
  const { station } = await sen.people();
  await sen.platform.identity.createPerson({
    username: 'canbo',
    display: 'Cán bộ định danh',
    roles: [{ role: 'registry-officer' }],
  });
  return {
    sen,
    population,
    insurance,
    station,
    async enrol(place, part = {}) {
      const patient = patientOfCitizen(population.citizen(place), station);
      return (await sen.context().record.create({ ...patient, ...part })).id;
    },
    async settle() {
      await sen.settle();
      const context = sen.contextOf('verification');
      // The server's own loop may have some in hand.
      for (;;) {
        for (const register of ['population', 'social-insurance'] as const)
          while ((await workOffDue(context, register)) > 0);
        const left = await context.sql.query(
          'select 1 from verification.due where not_before <= $1 limit 1',
          [new Date()],
        );
        if (left.length === 0) break;
        await sleep(50);
      }
      await sen.settle();
    },
    officer: () => sen.as('canbo'),
    async stop() {
      await beside.stop();
      await sen.stop();
    },
  };
}

/** The record of somebody as the simulated database tells her. */
export function patientOfCitizen(person: PopulationPerson, station: string): Patient {
  const { name, number, sex, birthDate } = person;
  return {
    resourceType: 'Patient',
    active: true,
    name: [{ use: 'official', text: name }],
    gender: sex,
    birthDate,
    ...(person.state === 'dead' && { deceasedDateTime: person.diedOn ?? '2024-01-01' }),
    identifier: [{ use: 'official', system: identifierSystem.personalNumber, value: number }],
    managingOrganization: { reference: `Organization/${station}` },
  };
}

/** Calls and reads JSON. */
export async function ask<T>(
  call: CallAs,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: T }> {
  const answer = await call(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}
