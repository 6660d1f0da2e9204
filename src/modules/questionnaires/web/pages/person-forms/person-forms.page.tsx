import { useState } from 'react';
import type { Bundle, QuestionnaireResponse } from '@medplum/fhirtypes';
import { useQuery } from '@tanstack/react-query';
import { showMoment } from '#kernel/display/show-date.ts';
import { foldText } from '#kernel/fhir/fold.ts';
import { formStandings, type FormStanding } from '#kernel/fhir/questionnaire/form-state.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { listForms } from '../../../api.ts';
import { FillForm } from '../../parts/fill-form.tsx';
import { useFormsText } from '../../parts/forms-text.ts';
import { OldAnswer } from '../../parts/old-answer.tsx';
import '../../parts/forms-page.css';

/** What is open on the page: a form to fill in, or an answer of before. */
type Opened =
  | { readonly kind: 'new'; readonly slug: string }
  | { readonly kind: 'old'; readonly response: QuestionnaireResponse };

/** Forms of one person: those to fill in, and those that were filled in, each as it was. */
export default function PersonFormsPage(props: PageProps) {
  const patientId = props.params['patientId'] ?? '';
  const text = useFormsText();
  const [opened, setOpened] = useState<Opened>();
  const back = (): void => setOpened(undefined);
  return (
    <>
      <div className="page-head">
        <h1>{text('person.title')}</h1>
      </div>
      {opened?.kind === 'new' ? (
        <FillForm patientId={patientId} slug={opened.slug} onBack={back} />
      ) : opened?.kind === 'old' ? (
        <OldAnswer response={opened.response} onBack={back} />
      ) : (
        <div className="stack">
          <ToFill onOpen={(slug) => setOpened({ kind: 'new', slug })} />
          <Filled patientId={patientId} onOpen={(response) => setOpened({ kind: 'old', response })} />
        </div>
      )}
    </>
  );
}

function ToFill(props: { onOpen: (slug: string) => void }) {
  const text = useFormsText();
  const language = useLanguage();
  const [words, setWords] = useState('');
  const query = useEndpoint(listForms, {});
  return (
    <Card title={text('person.fill')} icon="document">
      <View query={query}>
        {({ forms }) => (
          <div className="stack">
            <TextField
              label={text('list.find')}
              icon="search"
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
            <ul className="forms-list">
              {forms
                .filter(
                  ({ title, retired }) =>
                    !retired && foldText(`${title.vi} ${title.en}`).includes(foldText(words)),
                )
                .map(({ slug, title, standing }) => (
                  <li key={slug}>
                    <button type="button" className="forms-line" onClick={() => props.onOpen(slug)}>
                      <span className="stack-tight">
                        <b>{title[language]}</b>
                        {standing !== undefined && standing in formStandings && (
                          <span className="small quiet">
                            {formStandings[standing as FormStanding].text[language]}
                          </span>
                        )}
                      </span>
                      <Icon name="next" />
                    </button>
                  </li>
                ))}
            </ul>
          </div>
        )}
      </View>
    </Card>
  );
}

function Filled(props: { patientId: string; onOpen: (response: QuestionnaireResponse) => void }) {
  const { patientId } = props;
  const text = useFormsText();
  const client = useClient();
  const query = useQuery({
    queryKey: ['filled-forms', patientId],
    queryFn: async () =>
      (await client.fhir(
        'GET',
        `QuestionnaireResponse?subject=Patient/${patientId}&_sort=-authored&_count=50`,
      )) as Bundle<QuestionnaireResponse>,
  });
  return (
    <Card title={text('person.filled')} icon="timeline">
      <View query={query}>
        {({ entry = [] }) =>
          entry.length === 0 ? (
            <Nothing icon="document" title={text('person.filled.none')} />
          ) : (
            <ul className="forms-list">
              {entry.flatMap(({ resource }) =>
                resource === undefined
                  ? []
                  : [
                      <li key={resource.id}>
                        <button type="button" className="forms-line" onClick={() => props.onOpen(resource)}>
                          <span className="stack-tight">
                            <b>{showMoment(resource.authored)}</b>
                            <span className="small quiet">
                              {text('person.filled.what', { name: nameOf(resource) })}
                            </span>
                          </span>
                          <Tag tone={resource.status === 'completed' ? 'good' : 'info'}>
                            {text(resource.status === 'completed' ? 'person.complete' : 'person.open')}
                          </Tag>
                        </button>
                      </li>,
                    ],
              )}
            </ul>
          )
        }
      </View>
    </Card>
  );
}

/** The words of the first section, where the form itself is not at hand. */
function nameOf({ questionnaire = '' }: QuestionnaireResponse): string {
  return questionnaire.split(':').at(-1)?.replace('|', ' · ') ?? '';
}
