import { useDeferredValue, useMemo, useState } from 'react';
import type { Patient, Questionnaire, QuestionnaireResponse } from '@medplum/fhirtypes';
import { Form } from '#web/forms/form.tsx';
import { searchOnServer } from '#web/forms/search-codes.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Choose } from '#web/ui/field.tsx';
import { useFormsText } from './forms-text.ts';
import { ReadOut } from './read-out.tsx';

/** People who do not exist, to try a form on. */
const testPeople: readonly (Patient & { readonly id: string })[] = [
  {
    resourceType: 'Patient',
    id: 'thu-nu',
    name: [{ text: 'Nguyễn Thị Thử' }],
    gender: 'female',
    birthDate: '1990-05-14',
  },
  {
    resourceType: 'Patient',
    id: 'thu-nam',
    name: [{ text: 'Trần Văn Nghiệm' }],
    gender: 'male',
    birthDate: '1958-11-02',
  },
  {
    resourceType: 'Patient',
    id: 'thu-tre',
    name: [{ text: 'Lê Bé Mẫu' }],
    gender: 'male',
    birthDate: '2025-03-20',
  },
];

/** The form as the worker will see it, about somebody who does not exist; nothing of it is kept. */
export function Preview(props: { form: Questionnaire }) {
  // The hand that writes goes before the picture of what it wrote.
  const form = useDeferredValue(props.form);
  const text = useFormsText();
  const language = useLanguage();
  const client = useClient();
  const [who, setWho] = useState<string>(testPeople[0]!.id);
  const [done, setDone] = useState<QuestionnaireResponse>();
  const patient = testPeople.find(({ id }) => id === who)!;
  const context = useMemo(
    () => ({
      variables: { patient },
      head: { subject: { reference: `Patient/${patient.id}` } },
      searchCodes: searchOnServer(client),
      signer: text('preview.signer'),
    }),
    [patient, client, text],
  );
  // A form that was changed begins anew: an old answer must not hide a new question.
  const key = useMemo(() => `${who}-${hashOf(JSON.stringify(form))}`, [form, who]);
  return (
    <section className="stack" aria-label={text('preview.title')}>
      <div className="row-between">
        <h2>{text('preview.title')}</h2>
        <Choose
          label={text('preview.person')}
          value={who}
          options={testPeople.map(({ id, name }) => ({ value: id, label: name?.[0]?.text ?? id }))}
          onChange={setWho}
        />
      </div>
      <p className="small quiet">{text('preview.what')}</p>
      <div className="forms-preview" lang={language}>
        <Form
          key={key}
          questionnaire={form}
          context={context}
          onSubmit={setDone}
          submitWord={text('preview.try')}
        />
      </div>
      {done && <ReadOut questionnaire={form} response={done} />}
    </section>
  );
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) % 2_147_483_647;
  return hash;
}
