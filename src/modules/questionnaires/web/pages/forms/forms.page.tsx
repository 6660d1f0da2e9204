import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { foldText } from '#kernel/fhir/fold.ts';
import { formStandings, type FormStanding } from '#kernel/fhir/questionnaire/form-state.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Nothing, View } from '#web/ui/view.tsx';
import { listForms, type FormLine } from '../../../api.ts';
import { useFormsText } from '../../parts/forms-text.ts';
import '../../parts/forms-page.css';

/** All forms of the house: where each comes from, which version is in use, what is being changed. */
export default function FormsPage() {
  const text = useFormsText();
  const language = useLanguage();
  const [, go] = useLocation();
  const [words, setWords] = useState('');
  const query = useEndpoint(listForms, {});
  const sought = foldText(words);
  return (
    <div className="stack">
      <div className="row-between">
        <h1>{text('list.title')}</h1>
        <Button look="main" onClick={() => go(`/forms/${newSlug()}`)}>
          {text('list.new')}
        </Button>
      </div>
      <p className="quiet">{text('list.what')}</p>
      <View query={query}>
        {({ forms }) => {
          const shown = forms.filter(({ title }) => foldText(`${title.vi} ${title.en}`).includes(sought));
          return (
            <div className="stack">
              <search>
                <TextField
                  label={text('list.find')}
                  icon="search"
                  value={words}
                  onChange={(event) => setWords(event.target.value)}
                />
              </search>
              <p className="quiet small" role="status">
                {text('list.count', { n: shown.length })}
              </p>
              {shown.length === 0 ? (
                <Nothing icon="document" title={text('list.none')}>
                  <p>{text('list.none.what')}</p>
                </Nothing>
              ) : (
                <ul className="forms-list">
                  {shown.map((form) => (
                    <li key={form.slug}>
                      <Line form={form} language={language} />
                    </li>
                  ))}
                </ul>
              )}
            </div>
          );
        }}
      </View>
    </div>
  );
}

function Line({ form, language }: { form: FormLine; language: 'vi' | 'en' }) {
  const text = useFormsText();
  const state = useMemo(
    () =>
      form.standing !== undefined && form.standing in formStandings
        ? formStandings[form.standing as FormStanding]
        : undefined,
    [form.standing],
  );
  return (
    <Link href={`/forms/${form.slug}`} className="forms-line">
      <span className="stack-tight">
        <b>{form.title[language]}</b>
        <span className="row small">
          {state && <Tag tone={state.tone}>{state.text[language]}</Tag>}
          {form.draft && <Tag tone="info">{text('list.draft')}</Tag>}
          {form.retired && <Tag tone="care">{text('list.retired')}</Tag>}
          <span className="quiet">
            {text('list.facts', { n: form.questions, version: form.version ?? '–' })}
          </span>
        </span>
      </span>
      <Icon name="next" />
    </Link>
  );
}

/** The address of a form says nothing of what somebody typed. */
function newSlug(): string {
  return `own-${crypto.randomUUID().slice(0, 8)}`;
}
