import { defineRoute } from '#platform/module/define-module.ts';
import { retireForm } from '../api.ts';
import { retire } from '../form-shelf.ts';

export const retireFormRoute = defineRoute({
  ...retireForm,
  allow: 'questionnaires.manage',
  handle: async (ctx, { slug, retired }) => {
    await retire(ctx, slug, retired);
    return { done: true as const };
  },
});
