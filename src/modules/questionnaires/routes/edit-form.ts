import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { editFormEndpoint } from '../api.ts';
import { readShelf } from '../form-shelf.ts';

export const editFormRoute = defineRoute({
  ...editFormEndpoint,
  allow: 'questionnaires.manage',
  handle: async (ctx, { slug }) => {
    const { draft, published } = await readShelf(ctx, slug);
    const questionnaire = draft ?? published[0];
    if (questionnaire === undefined) throw new AppError('record.not-found');
    const version = published[0]?.version;
    return {
      questionnaire,
      isDraft: draft !== undefined,
      ...(version !== undefined && { published: version }),
    };
  },
});
