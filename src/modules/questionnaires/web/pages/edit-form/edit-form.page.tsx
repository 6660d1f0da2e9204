import { useQuery } from '@tanstack/react-query';
import type { Questionnaire } from '@medplum/fhirtypes';
import { useClient } from '#web/data/client-context.tsx';
import { RequestProblem } from '#web/data/problem.ts';
import type { PageProps } from '#web/shell/define-page.ts';
import { View } from '#web/ui/view.tsx';
import { editFormEndpoint } from '../../../api.ts';
import { formUrl } from '../../../domain/form-parts.ts';
import { newForm } from '../../../domain/new-form.ts';
import { FormDesk } from '../../parts/form-desk.tsx';
import '../../parts/forms-page.css';

interface Opened {
  readonly questionnaire: Questionnaire;
  readonly isDraft: boolean;
  readonly published?: string | undefined;
}

/** One form under the hand of who keeps it: questions on the left, what the worker will see on the right. */
export default function EditFormPage(props: PageProps) {
  const slug = props.params['slug'] ?? '';
  const client = useClient();
  const query = useQuery<Opened>({
    queryKey: ['form-draft', slug],
    queryFn: async ({ signal }) => {
      try {
        return await client.call(editFormEndpoint, { slug }, { signal });
      } catch (error) {
        // A form that nobody has saved yet begins empty.
        if (error instanceof RequestProblem && error.trouble === 'missing' && slug.startsWith('own-'))
          return { questionnaire: newForm(formUrl(slug)), isDraft: false };
        throw error;
      }
    },
    // What is under the hand is not changed under it.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return <View query={query}>{(opened) => <FormDesk key={slug} slug={slug} {...opened} />}</View>;
}
