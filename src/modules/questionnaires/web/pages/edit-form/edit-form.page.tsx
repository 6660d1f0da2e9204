import { useQuery } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { View } from '#web/ui/view.tsx';
import { editFormEndpoint } from '../../../api.ts';
import { FormDesk } from '../../parts/form-desk.tsx';
import '../../parts/forms-page.css';

/** One form under the hand of who keeps it: questions on the left, what the worker will see on the right. */
export default function EditFormPage(props: PageProps) {
  const slug = props.params['slug'] ?? '';
  const client = useClient();
  const query = useQuery({
    queryKey: ['form-draft', slug],
    queryFn: ({ signal }) => client.call(editFormEndpoint, { slug }, { signal }),
    // What is under the hand is not changed under it.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return <View query={query}>{(opened) => <FormDesk key={slug} slug={slug} {...opened} />}</View>;
}
