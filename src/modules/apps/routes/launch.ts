import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { launchApp, listLaunchable } from '../api.ts';

/** Opening a registered app for the person in sight. */
export const launchRoutes = [
  defineRoute({
    ...listLaunchable,
    allow: 'apps.launch',
    async handle(ctx) {
      return { apps: [...(await ctx.apps.launchable())] };
    },
  }),
  defineRoute({
    ...launchApp,
    allow: 'apps.launch',
    async handle(ctx, { clientId, patientId, encounterId }) {
      // Read as the doctor: whoever is out of reach is refused here, and again when the app comes for its token.
      await ctx.record.read('Patient', patientId);
      if (encounterId !== undefined) {
        const { text } = await ctx.record.read('Encounter', encounterId);
        const { subject } = JSON.parse(text) as { readonly subject?: { readonly reference?: string } };
        if (subject?.reference !== `Patient/${patientId}`) throw new AppError('record.not-found');
      }
      const about = { patientId, ...(encounterId !== undefined && { encounterId }) };
      return { address: await ctx.apps.launch(ctx.actor.accountId, clientId, about) };
    },
  }),
];
