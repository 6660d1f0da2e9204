import { defineRoute } from '#platform/module/define-module.ts';
import { saveDraft } from '../api.ts';
import { keepDraft } from '../form-shelf.ts';

export const saveDraftRoute = defineRoute({
  ...saveDraft,
  allow: 'questionnaires.manage',
  handle: async (ctx, { slug, questionnaire }) => ({ version: await keepDraft(ctx, slug, questionnaire) }),
});
