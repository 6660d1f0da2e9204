import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded, type EmbeddedPostgres } from '../sql/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the run's one cluster, its database 'postgres'. */
    postgresUrl: string;
  }
}

let cluster: EmbeddedPostgres | undefined;
let folder: string | undefined;

/**
 * Starts one PostgreSQL for the whole run; SEN_TEST_DATABASE_URL names another one instead, SEN_TEST_CITUS_URL one with Citus (the user
 * may make databases and extensions).
 */
export async function setup(project: TestProject): Promise<void> {
  const external = process.env['SEN_TEST_CITUS_URL'] ?? process.env['SEN_TEST_DATABASE_URL'];
  if (external !== undefined) {
    project.provide('postgresUrl', external);
    return;
  }
  folder = await mkdtemp(join(tmpdir(), 'sen-test-'));
  cluster = await startEmbedded(join(folder, 'postgres'), { durable: false, maxConnections: 200 });
  project.provide('postgresUrl', cluster.url('postgres'));
}

/** Stops it and removes its folder. */
export async function teardown(): Promise<void> {
  await cluster?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}
