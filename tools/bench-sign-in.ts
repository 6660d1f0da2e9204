/** What signing in costs, in this process: checks of a password, of a code and of a token that is kept. */
import { performance } from 'node:perf_hooks';
import { actorOf } from '../src/platform/identity/actor-of.ts';
import { stepOfCode, makeTotpSecret } from '../src/platform/identity/factors/totp.ts';
import { hashPassword, isPassword } from '../src/platform/identity/passwords.ts';
import { createTokenCache } from '../src/platform/identity/token-cache.ts';
import type { TokenHolder } from '../src/platform/identity/token-holder.ts';

const rounds = { password: 60, token: 300_000, code: 20_000 };

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU milliseconds of one round, so that a busy machine does not change the figure. */
async function measure(
  count: number,
  work: (round: number) => unknown,
): Promise<{ cpu: number; wall: number }> {
  const [cpu, wall] = [cpuMs(), performance.now()];
  for (let round = 0; round < count; round += 1) await work(round);
  return { cpu: (cpuMs() - cpu) / count, wall: (performance.now() - wall) / count };
}

/** CPU of one check each, in ms. */
export async function measureSignIn(): Promise<{ password: number; token: number; code: number }> {
  const stored = await hashPassword('sen nở giữa đầm 2026');
  await isPassword('sen nở giữa đầm 2026', stored);
  const password = await measure(rounds.password, () => isPassword('sen nở giữa đầm 2026', stored));

  const holder: TokenHolder = {
    holder: {
      kind: 'person',
      accountId: 'a',
      display: 'a',
      roles: ['citizen'],
      permissions: new Set(['account.own']),
      scopes: [],
      purpose: 'own',
      sessionId: 's',
      assurance: { level: 1, at: new Date(), methods: ['password'] },
    },
    byFacility: new Map(),
    expiresAtMs: Date.now() + 600_000,
  };
  const tokens = Array.from(
    { length: 1000 },
    (_, index) => `${'t'.repeat(39)}${String(index).padStart(4, '0')}`,
  );
  const cache = createTokenCache<TokenHolder>();
  const check = (round: number): unknown => {
    const headers = {
      authorization: `Bearer ${tokens[round % tokens.length] ?? ''}`,
      'accept-language': 'vi',
    };
    return actorOf({ id: 'r', headers }, cache, async () => holder);
  };
  await measure(10_000, check);
  const token = await measure(rounds.token, check);

  const secret = makeTotpSecret();
  const code = await measure(rounds.code, () => stepOfCode(secret, '000000', new Date(), 0));
  return { password: password.cpu, token: token.cpu, code: code.cpu };
}
