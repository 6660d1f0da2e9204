import { defineRoute } from '#platform/module/define-module.ts';
import { publishForm } from '../api.ts';
import { publishDraft } from '../form-shelf.ts';

export const publishFormRoute = defineRoute({
  ...publishForm,
  allow: 'questionnaires.manage',
  handle: async (ctx, { slug }) => ({ version: await publishDraft(ctx, slug) }),
});
