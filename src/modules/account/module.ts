import { defineModule } from '#platform/module/define-module.ts';
import { factorRoutes } from './routes/factors.ts';
import { mailRoutes } from './routes/mail.ts';
import { passwordRoutes } from './routes/password.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { stepUpRoutes } from './routes/step-up.ts';

/** How a person signs in, and her seeing and changing it. The work itself is the platform's identity. */
export const account = defineModule({
  id: 'account',
  title: { vi: 'Đăng nhập và bảo mật', en: 'Sign-in and security' },
  permissions: {},
  routes: [
    ...factorRoutes,
    ...passkeyRoutes,
    ...passwordRoutes,
    ...sessionRoutes,
    ...stepUpRoutes,
    ...mailRoutes,
  ],
});
