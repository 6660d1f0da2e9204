/**
 * `node test/load/citus.ts [--durable] [command ...]`: a Citus of one coordinator and two workers on this machine. With a command it runs that
 * with SEN_TEST_CITUS_URL set (`node test/load/citus.ts npm test`), ends with its exit code and takes the cluster away; without one it stands
 * until Ctrl-C. Citus itself must be installed beside Debian's PostgreSQL; where it is not, this says so and ends with 2.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findCitusPrograms, startCitus } from './citus-cluster.ts';

const words = process.argv.slice(2);
const durable = words[0] === '--durable';
const [command, ...rest] = durable ? words.slice(1) : words;

const programs = findCitusPrograms();
if (programs === undefined) {
  console.log(
    "left out: no PostgreSQL here has the extension citus (build Citus 13 against Debian's postgresql-server-dev-15, then make install)",
  );
  process.exit(2);
}
const cluster = await startCitus(programs, { durable });
console.log(`${cluster.version}, coordinator and two workers, programs of ${programs}`);
// Ctrl-C reaches the command as well; the cluster goes when the command has gone.
const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});
try {
  if (command === undefined) {
    console.log(`SEN_TEST_CITUS_URL=${cluster.url}`);
    const awake = setInterval(() => undefined, 60_000);
    await interrupted;
    clearInterval(awake);
  } else {
    const env = { ...process.env, SEN_TEST_CITUS_URL: cluster.url };
    const child = spawn(command, rest, { stdio: 'inherit', env });
    void interrupted.then(() => child.kill('SIGTERM'));
    const [code] = (await once(child, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
  }
} finally {
  await cluster.stop();
}
// The listeners for the signals keep nothing alive, but a promise that never comes may.
process.exit();
