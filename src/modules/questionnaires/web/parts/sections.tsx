import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import type { FormFault } from '#kernel/fhir/questionnaire/check-questionnaire.ts';
import { bilingual } from '#kernel/fhir/questionnaire/read-form.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { useFormsText } from './forms-text.ts';

interface Work {
  readonly faults: readonly FormFault[];
  readonly onOpen: (linkId: string) => void;
  readonly onMove: (linkId: string, by: -1 | 1) => void;
  readonly onRemove: (linkId: string) => void;
  readonly onAdd: (section: string) => void;
  readonly onName: (linkId: string, vi: string) => void;
}

/** Sections with their questions, each with what can be done to it. */
export function Sections(props: Work & { form: Questionnaire }) {
  const text = useFormsText();
  const { form, ...work } = props;
  const top = form.item ?? [];
  return top.map((section, at) =>
    section.type === 'group' ? (
      <section
        key={section.linkId}
        className="forms-section"
        aria-label={text('edit.section.one', { name: bilingual(section, 'text').vi })}
      >
        <div className="row-between">
          <span className="field">
            <label htmlFor={`name-${section.linkId}`} className="unseen">
              {text('edit.section.name')}
            </label>
            <input
              id={`name-${section.linkId}`}
              className="strong"
              value={bilingual(section, 'text').vi}
              onChange={(event) => work.onName(section.linkId, event.target.value)}
            />
          </span>
          <Moves item={section} at={at} of={top.length} {...work} />
        </div>
        {(section.item ?? []).map((item, place) => (
          <Line key={item.linkId} item={item} at={place} of={section.item?.length ?? 0} {...work} />
        ))}
        <p>
          <Button look="quiet" onClick={() => work.onAdd(section.linkId)}>
            {text('edit.question.add')}
            <span className="unseen">: {bilingual(section, 'text').vi}</span>
          </Button>
        </p>
      </section>
    ) : (
      <Line key={section.linkId} item={section} at={at} of={top.length} {...work} />
    ),
  );
}

function Line(props: Work & { item: QuestionnaireItem; at: number; of: number }) {
  const { item, faults } = props;
  const text = useFormsText();
  const language = useLanguage();
  const own = faults.filter(({ linkId }) => linkId === item.linkId);
  const name = bilingual(item, 'text')[language];
  return (
    <div className="forms-item">
      <span className="stack-tight">
        <button type="button" className="form-link" onClick={() => props.onOpen(item.linkId)}>
          {name || text('edit.question.unnamed')}
        </button>
        <span className="tiny quiet">
          {text(`type.${item.type}` as 'type.string')}
          {item.required && ` · ${text('edit.required')}`}
          {item.enableWhen && ` · ${text('edit.conditional')}`}
        </span>
        {own.length > 0 && (
          <span className="tiny forms-fault">{own.map((fault) => fault.text[language]).join(' ')}</span>
        )}
      </span>
      <Moves {...props} />
    </div>
  );
}

function Moves(props: Work & { item: QuestionnaireItem; at: number; of: number }) {
  const { item, at, of, onMove, onRemove } = props;
  const text = useFormsText();
  const name = bilingual(item, 'text').vi;
  return (
    <span className="row">
      <Button look="quiet" icon="up" disabled={at === 0} onClick={() => onMove(item.linkId, -1)}>
        <span className="unseen">{text('edit.up', { name })}</span>
      </Button>
      <Button look="quiet" icon="down" disabled={at === of - 1} onClick={() => onMove(item.linkId, 1)}>
        <span className="unseen">{text('edit.down', { name })}</span>
      </Button>
      <Button look="quiet" icon="close" onClick={() => onRemove(item.linkId)}>
        <span className="unseen">{text('edit.remove', { name })}</span>
      </Button>
    </span>
  );
}
