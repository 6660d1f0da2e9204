import type { Provider } from 'oidc-provider';
import { parseSmartScope, splitScopes } from '../../access/smart-scope.ts';
import type { Account } from '../accounts.ts';

/**
 * Tells an app whose record it was let into: `patient` beside the access token, where the app holds a patient scope and the person
 * who signed in has a record.
 * @source SMART App Launch 2.2.0, "Launch context arrives with your access_token"
 */
export function addPatientContext(
  provider: Provider,
  findAccount: (id: string) => Promise<Account | undefined>,
): void {
  provider.use(async (ctx, next) => {
    await next();
    const token = ctx.oidc?.entities.AccessToken;
    if (ctx.oidc?.route !== 'token' || !token || ctx.status !== 200) return;
    const isForPatient = splitScopes(token.scope ?? '').some(
      (scope) => parseSmartScope(scope)?.context === 'patient',
    );
    if (!isForPatient) return;
    const account = await findAccount(token.accountId);
    if (account?.patientId) ctx.body = { ...(ctx.body as object), patient: account.patientId };
  });
}
