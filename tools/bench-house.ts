/** The house that the bench measures: a server process of its own, on an empty data folder. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { freePort, postmasterIn } from './bench-measure.ts';

const root = new URL('..', import.meta.url).pathname;
const run = promisify(execFile);

/** A server on an empty data folder with a client of full rights. */
export interface House {
  readonly server: ChildProcess;
  readonly postgres: number;
  readonly base: string;
  readonly token: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a server of its own on a folder, empty or of a run before, and makes a client for the loads. */
export async function openHouse(folder: string): Promise<House> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    // A doctor of the bench has no phone beside her.
    SEN_SECOND_FACTOR: 'optional',
    // She asks faster than any hand.
    SEN_RATES: 'read:person=1000000,search:person=1000000',
    SEN_DATA_DIR: folder,
    SEN_DEMO: 'off',
    SEN_PORT: String(port),
    SEN_HOST: '127.0.0.1',
    SEN_PUBLIC_URL: url,
    SEN_LOG: 'warn',
    SEN_MLLP_PORT: '0',
  };
  const server = spawn(process.execPath, ['src/entry/server.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  server.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2000)));
  for (let wait = 0; ; wait += 1) {
    if (server.exitCode !== null || wait > 1200) throw new Error(`the server did not start: ${said}`);
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const command = 'src/entry/cli.ts client create --name bench --scope system/*.cruds --json'.split(' ');
  const { stdout } = await run(process.execPath, command, { cwd: root, env });
  const client = JSON.parse(stdout) as { client_id: string; client_secret: string };
  const provider = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as {
    token_endpoint: string;
  };
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'system/*.cruds',
    client_id: client.client_id,
    client_secret: client.client_secret,
  });
  const answer = (await (await fetch(provider.token_endpoint, { method: 'POST', body: form })).json()) as {
    access_token?: string;
  };
  if (answer.access_token === undefined) throw new Error('no token for the bench client');
  const postgres = postmasterIn(folder);
  return { server, postgres, base: `${url}/fhir`, token: answer.access_token, folder, env };
}

/** Runs a command of `sen` beside the server and returns what it printed. */
export async function runSen(house: House, args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['src/entry/cli.ts', ...args], {
    cwd: root,
    env: house.env,
  });
  return stdout;
}

/** Stops the server and takes its data away, unless they are to be kept. */
export async function closeHouse(house: House, keeps = false): Promise<void> {
  const { server } = house;
  server.kill('SIGTERM');
  if (server.exitCode === null) await new Promise((resolve) => server.once('exit', resolve));
  if (!keeps) await rm(house.folder, { recursive: true, force: true });
}
