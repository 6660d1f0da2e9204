import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { editFormEndpoint } from '../api.ts';
import { formUrl } from '../domain/form-parts.ts';
import { newForm } from '../domain/new-form.ts';
import { findShelf } from '../form-shelf.ts';

export const editFormRoute = defineRoute({
  ...editFormEndpoint,
  allow: 'questionnaires.manage',
  handle: async (ctx, { slug }) => {
    const shelf = await findShelf(ctx, slug);
    // A form of the house's own that nobody has saved yet begins empty.
    if (shelf === undefined && slug.startsWith('own-'))
      return { questionnaire: newForm(formUrl(slug)), isDraft: false };
    const questionnaire = shelf?.draft ?? shelf?.published[0];
    if (questionnaire === undefined) throw new AppError('record.not-found');
    const version = shelf?.published[0]?.version;
    return {
      questionnaire,
      isDraft: shelf?.draft !== undefined,
      ...(version !== undefined && { published: version }),
    };
  },
});
