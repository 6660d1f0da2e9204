import { formState } from '#kernel/fhir/questionnaire/form-state.ts';
import type { Form } from '#kernel/fhir/questionnaire/form.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import { useFormWords } from './form-words.ts';

/** The title of a form, and on the form itself where it comes from and how far it is to be trusted. */
export function FormHead(props: { form: Form }) {
  const { form } = props;
  const language = useLanguage();
  const say = useFormWords();
  const { state, source } = formState(form.questionnaire);
  const { version } = form.questionnaire;
  return (
    <header className="form-head">
      <h2>{form.title[language]}</h2>
      <p className="row small">
        {state && <Tag tone={state.tone}>{state.text[language]}</Tag>}
        {version && <span className="quiet">{say('version', { version })}</span>}
      </p>
      {source && (
        <p className="small quiet">
          {say('source')}: {source[language]}
        </p>
      )}
    </header>
  );
}
