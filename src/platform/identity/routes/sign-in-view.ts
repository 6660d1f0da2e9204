import { makeChallenge } from '../factors/challenge.ts';
import { assertionOptions } from '../factors/passkey-assertion.ts';
import type { AssertionOptions } from '../factors/passkey-assertion.ts';
import { webClientId } from '../oidc/client-store.ts';
import type { SignInView } from '../pages/sign-in-page.ts';
import type { Say } from '../pages/texts.ts';
import type { Step, StepParts } from './with-sign-in.ts';
import { formTargetsOf } from './with-interaction.ts';
import type { App } from './with-interaction.ts';

/** What the page asks of the browser where no name was typed: any passkey of this host. */
export function passkeyAsk(parts: StepParts, uid: string): Promise<AssertionOptions> {
  const { party, keys, now } = parts.factors;
  return assertionOptions(party, makeChallenge(keys, { purpose: 'sign-in', bound: uid }, now()));
}

/** How long to wait before the next try. */
export function waitText(say: Say, waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  return seconds < 120
    ? say('waitSeconds', { count: seconds })
    : say('waitMinutes', { count: Math.ceil(seconds / 60) });
}

/** The sign-in page as it is shown in this request. */
export async function viewOf(
  parts: StepParts,
  step: Step,
  app: App,
  view: Partial<SignInView>,
): Promise<SignInView> {
  const { turn, interaction } = step;
  return {
    language: turn.language,
    action: `/oidc/sign-in/${interaction.uid}`,
    formToken: turn.formToken,
    ...(app.id === webClientId ? {} : { app: app.name }),
    formTargets: formTargetsOf(interaction),
    passkey: await passkeyAsk(parts, interaction.uid),
    ...(parts.eId && { eId: parts.eId }),
    ...view,
  };
}
