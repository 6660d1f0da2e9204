import { useMemo, useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
import { checkQuestionnaire } from '#kernel/fhir/questionnaire/check-questionnaire.ts';
import { needsFullEngine } from '#kernel/fhir/questionnaire/path-engine.ts';
import { bilingual, readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { publishForm, retireForm, saveDraft } from '../../api.ts';
import { addItem, changeItem, freeName, moveItem, removeItem } from '../../domain/edit-form.ts';
import { texts } from '../../domain/form-parts.ts';
import { useFormsText } from './forms-text.ts';
import { ItemSheet } from './item-sheet.tsx';
import { Preview } from './preview.tsx';
import { Sections } from './sections.tsx';

/** Names, sections and questions of a form, with a preview; saved as a draft, published as a new version. */
export function FormDesk(props: {
  slug: string;
  questionnaire: Questionnaire;
  isDraft: boolean;
  published?: string | undefined;
}) {
  const { slug, published } = props;
  const text = useFormsText();
  const language = useLanguage();
  const [form, setForm] = useState(props.questionnaire);
  const [opened, setOpened] = useState<string>();
  const [isKept, setKept] = useState(props.isDraft || published !== undefined);
  const [hasDraft, setHasDraft] = useState(props.isDraft);
  const faults = useMemo(() => checkQuestionnaire(form), [form]);
  const isFull = useMemo(() => needsFullEngine(readForm(form)), [form]);
  // What only the full engine knows is judged by the server when the form is published.
  const real = isFull
    ? faults.filter(({ text: said }) => !said.vi.startsWith('Không đọc được biểu thức'))
    : faults;
  const title = bilingual(form, 'title');
  const isRetired = props.questionnaire.status === 'retired';

  const change = (next: Questionnaire): void => {
    setForm(next);
    setKept(false);
  };
  const { save, publish, retire } = useWork(slug, {
    form,
    onSaved: () => {
      setKept(true);
      setHasDraft(true);
    },
    onPublished: () => setHasDraft(false),
  });
  const name = (vi: string, en: string): void => change({ ...form, ...texts('title', vi, en) });
  const addQuestion = (section: string): void => {
    const linkId = freeName(form, 'cau-hoi');
    const item: QuestionnaireItem = { linkId, type: 'string', ...texts('text', '', '') };
    change(addItem(form, item, section));
    setOpened(linkId);
  };
  const addSection = (): void => {
    const linkId = freeName(form, 'phan');
    change(
      addItem(
        form,
        { linkId, type: 'group', ...texts('text', text('edit.section.new'), 'New section'), item: [] },
        undefined,
      ),
    );
  };
  return (
    <div className="stack">
      <p>
        <Link href="/forms" className="row">
          <Icon name="back" size={16} />
          {text('list.title')}
        </Link>
      </p>
      <div className="row-between">
        <h1>{title[language] || text('edit.untitled')}</h1>
        <p className="row">
          {published !== undefined && (
            <Tag tone={isRetired ? 'care' : 'good'}>
              {text(isRetired ? 'edit.retired' : 'edit.inUse', { version: published })}
            </Tag>
          )}
          {hasDraft && <Tag tone="info">{text('list.draft')}</Tag>}
        </p>
      </div>
      <p className="quiet small">{text('edit.what')}</p>
      {[save.error, publish.error, retire.error].map(
        (error) => error && <Trouble key={error.message} error={error} compact />,
      )}
      {publish.isSuccess && (
        <Notice tone="good" live title={text('edit.published', { version: publish.data.version })}>
          <p>{text('edit.published.what')}</p>
        </Notice>
      )}
      <div className="forms-desk">
        <div className="stack">
          <div className="forms-pair">
            <TextField
              label={text('edit.title.vi')}
              value={title.vi}
              onChange={(event) =>
                name(event.target.value, title.en === title.vi ? event.target.value : title.en)
              }
            />
            <TextField
              label={text('edit.title.en')}
              value={title.en}
              onChange={(event) => name(title.vi, event.target.value)}
            />
          </div>
          <Sections
            form={form}
            faults={real}
            onOpen={setOpened}
            onMove={(linkId, by) => change(moveItem(form, linkId, by))}
            onRemove={(linkId) => change(removeItem(form, linkId))}
            onAdd={addQuestion}
            onName={(linkId, vi) =>
              change(
                changeItem(form, linkId, (item) => ({
                  ...item,
                  ...texts('text', vi, bilingual(item, 'text').en),
                })),
              )
            }
          />
          <p>
            <Button onClick={addSection}>{text('edit.section.add')}</Button>
          </p>
          {real.length > 0 && (
            <Notice tone="care" title={text('edit.faults', { n: real.length })}>
              <ul>
                {real.map((fault) => (
                  <li key={`${fault.linkId}${fault.text.vi}`}>{fault.text[language]}</li>
                ))}
              </ul>
            </Notice>
          )}
          <div className="forms-foot stack-tight">
            <p className="row">
              <Button
                look={isKept ? 'plain' : 'main'}
                busy={save.isPending}
                disabled={isKept}
                onClick={() => save.mutate()}
              >
                {text('edit.save')}
              </Button>
              <Button
                look={isKept && hasDraft ? 'main' : 'plain'}
                busy={publish.isPending}
                disabled={!isKept || !hasDraft || real.length > 0}
                onClick={() => publish.mutate()}
              >
                {text('edit.publish')}
              </Button>
              {published !== undefined && (
                <Button look="quiet" busy={retire.isPending} onClick={() => retire.mutate(!isRetired)}>
                  {text(isRetired ? 'edit.restore' : 'edit.retire')}
                </Button>
              )}
            </p>
            <p className="small quiet" role="status">
              {text(isKept ? (hasDraft ? 'edit.kept' : 'edit.unchanged') : 'edit.notKept')}
            </p>
          </div>
        </div>
        <Preview form={form} />
      </div>
      {opened !== undefined && (
        <ItemSheet
          form={form}
          linkId={opened}
          onClose={() => setOpened(undefined)}
          onChange={(linkId, item) => {
            change(changeItem(form, linkId, () => item));
            setOpened(item.linkId);
          }}
        />
      )}
    </div>
  );
}

function useWork(slug: string, on: { form: Questionnaire; onSaved: () => void; onPublished: () => void }) {
  const client = useClient();
  const queries = useQueryClient();
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['form-draft', slug] });
    await queries.invalidateQueries({ queryKey: ['GET', '/api/forms'] });
  };
  const save = useMutation({
    mutationFn: () => client.call(saveDraft, { slug, questionnaire: on.form }),
    onSuccess: async () => {
      on.onSaved();
      await refresh();
    },
  });
  const publish = useMutation({
    mutationFn: () => client.call(publishForm, { slug }),
    onSuccess: async () => {
      on.onPublished();
      await refresh();
    },
  });
  const retire = useMutation({
    mutationFn: (retired: boolean) => client.call(retireForm, { slug, retired }),
    onSuccess: refresh,
  });
  return { save, publish, retire };
}
