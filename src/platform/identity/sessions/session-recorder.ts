import type { Provider } from 'oidc-provider';
import { levelOf } from './assurance.ts';
import type { SignInMethod } from './assurance.ts';
import { deviceNameOf } from './device-name.ts';
import type { NewSession } from './session-store.ts';

/** What a sign-in page tells the provider beside who signed in; stands in the interaction's result under `sen`. */
export interface SignInFacts {
  readonly methods: readonly SignInMethod[];
  readonly level: 1 | 2;
  readonly network: string;
  readonly isNewDevice: boolean;
}

/** Writes a session down when the provider begins one, before the browser hears of it. */
export function addSessionRecorder(provider: Provider, begin: (session: NewSession) => Promise<void>): void {
  provider.use(async (ctx, next) => {
    await next();
    const { result, session } = ctx.oidc ?? {};
    if (!result?.login || !session?.accountId || session.destroyed === true) return;
    const facts = result['sen'] as SignInFacts | undefined;
    const methods = facts?.methods ?? [];
    await begin({
      id: session.uid,
      accountId: session.accountId,
      device: deviceNameOf(ctx.get('user-agent')),
      network: facts?.network ?? '',
      isNewDevice: facts?.isNewDevice ?? false,
      methods,
      level: facts?.level ?? levelOf(methods),
    });
  });
}
