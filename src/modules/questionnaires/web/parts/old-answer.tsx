import { useQuery } from '@tanstack/react-query';
import type { QuestionnaireResponse } from '@medplum/fhirtypes';
import { Form } from '#web/forms/form.tsx';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { View } from '#web/ui/view.tsx';
import { readFormEndpoint } from '../../api.ts';
import { formUrl } from '../../domain/form-parts.ts';
import { useFormsText } from './forms-text.ts';
import { ReadOut } from './read-out.tsx';

/** An answer of before in the version of the form that it was given to. */
export function OldAnswer(props: { response: QuestionnaireResponse; onBack: () => void }) {
  const { response } = props;
  const text = useFormsText();
  const client = useClient();
  const [url = '', version] = (response.questionnaire ?? '').split('|');
  const slug = url.slice(formUrl('').length);
  const query = useQuery({
    queryKey: ['form-version', slug, version],
    queryFn: () => client.call(readFormEndpoint, { slug, ...(version !== undefined && { version }) }),
  });
  return (
    <div className="stack">
      <p>
        <Button look="quiet" icon="back" onClick={props.onBack}>
          {text('person.back')}
        </Button>
      </p>
      <View query={query}>
        {({ questionnaire }) => (
          <>
            <Form questionnaire={questionnaire} response={response} readOnly />
            <ReadOut questionnaire={questionnaire} response={response} />
          </>
        )}
      </View>
    </div>
  );
}
