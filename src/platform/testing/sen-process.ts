import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real server process of a test. */
export interface SenProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Waits until /readyz says so, at most 90 s. */
  ready(): Promise<void>;
  /** Sends a signal and waits until the process is gone; its exit code, undefined where it was killed. */
  end(signal?: NodeJS.Signals): Promise<number | undefined>;
}

const root = new URL('../../../', import.meta.url).pathname;

/** Starts `src/entry/server.ts` on a port of the loopback. `env` is all it gets besides PATH and HOME. */
export function startSenProcess(port: number, env: Readonly<Record<string, string>>): SenProcess {
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['src/entry/server.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LC_ALL: 'en_US.UTF-8',
      SEN_PORT: String(port),
      SEN_DEMO: 'off',
      SEN_SECOND_FACTOR: 'optional',
      SEN_LOG: 'error',
      SEN_MLLP_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (part: Buffer) => (said = (said + part.toString()).slice(-4000)));
  return {
    url,
    child,
    async ready() {
      for (const until = Date.now() + 90_000; Date.now() < until; await sleep(100)) {
        if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said}`);
        const status = await fetch(`${url}/readyz`).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status === 200) return;
      }
      throw new Error(`the server is not ready: ${said}`);
    },
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? undefined;
      const gone = once(child, 'exit');
      child.kill(signal);
      const [code] = (await gone) as [number | null];
      return code ?? undefined;
    },
  };
}
