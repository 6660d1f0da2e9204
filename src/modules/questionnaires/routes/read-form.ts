import { AppError } from '#kernel/errors.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readFormEndpoint } from '../api.ts';
import { readShelf } from '../form-shelf.ts';

export const readFormRoute = defineRoute({
  ...readFormEndpoint,
  allow: 'questionnaires.read',
  handle: async (ctx, { slug, version }) => {
    const { published } = await readShelf(ctx, slug);
    // A version that an old answer names is read whatever became of it; a new answer begins only with one in use.
    const found =
      version === undefined
        ? published.find(({ status }) => status === 'active')
        : published.find((one) => one.version === version);
    if (found === undefined) throw new AppError('record.not-found');
    return { questionnaire: found };
  },
});
