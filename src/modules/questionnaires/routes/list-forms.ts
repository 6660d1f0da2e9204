import type { Questionnaire } from '@medplum/fhirtypes';
import { formState } from '#kernel/fhir/questionnaire/form-state.ts';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { listForms, type FormLine } from '../api.ts';
import { readShelves, type Shelf } from '../form-shelf.ts';

export const listFormsRoute = defineRoute({
  ...listForms,
  allow: 'questionnaires.read',
  handle: async (ctx) => {
    const isKeeper = ctx.can('questionnaires.manage');
    const shelves = await readShelves(ctx);
    const forms = shelves
      .filter(({ published }) => isKeeper || published[0]?.status === 'active')
      .flatMap((shelf) => lineOf(shelf, isKeeper) ?? []);
    return { forms };
  },
});

function lineOf({ slug, published, draft, isShipped }: Shelf, isKeeper: boolean): FormLine | undefined {
  const shown: Questionnaire | undefined = published[0] ?? draft;
  if (shown === undefined) return undefined;
  const form = readForm(shown);
  const { standing, source } = formState(shown);
  const asked = [...form.byLinkId.values()].filter(
    ({ type, hidden, readOnly }) => type !== 'group' && type !== 'display' && !hidden && !readOnly,
  );
  return {
    slug,
    url: shown.url ?? '',
    title: form.title,
    ...(published[0]?.version !== undefined && { version: published[0].version }),
    ...(standing !== undefined && { standing }),
    ...(source !== undefined && { source }),
    questions: asked.length,
    shipped: isShipped,
    retired: published[0]?.status === 'retired',
    draft: isKeeper && draft !== undefined,
  };
}
