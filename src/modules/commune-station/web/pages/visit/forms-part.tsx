import { useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Observation, Questionnaire } from '@medplum/fhirtypes';
import { bilingual, readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { loadIcd10 } from '#kernel/terminology/icd10.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { loadTemplates, readFormEndpoint } from '#modules/questionnaires/api.ts';
import { useClient } from '#web/data/client-context.tsx';
import { Form, type FormAround } from '#web/forms/form.tsx';
import { indexedDrafts } from '#web/forms/indexed-drafts.ts';
import { lastValuesOf } from '#web/forms/last-values.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { View } from '#web/ui/view.tsx';
import { fittingForms, type ForWhom } from '../../../domain/visit/fitting-forms.ts';
import { formInVisit, saidByVisit, type FilledForm } from '../../../domain/visit/forms-in-visit.ts';
import type { VisitDraft } from '../../../domain/visit/visit-draft.ts';
import { useStationText } from '../../parts/station-text.ts';
import type { KnownPerson } from './known-person.ts';

const slugOf = ({ url = '' }: Questionnaire): string => url.split(':').at(-1)!;

/** Forms of this visit: those that were filled in, and the way to another one. */
export function FormsPart(props: {
  forms: readonly FilledForm[];
  onOpen: () => void;
  onRemove: (slug: string) => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  return (
    <Card title={text('forms')} icon="document">
      <ul className="station-list">
        {props.forms.map(({ slug, questionnaire }) => (
          <li key={slug} className="station-line">
            <span className="station-who">
              {bilingual(questionnaire, 'title')[language]} <Tag tone="good">{text('forms.filled')}</Tag>
            </span>
            <Button look="quiet" icon="close" onClick={() => props.onRemove(slug)}>
              {text('remove', { name: bilingual(questionnaire, 'title')[language] })}
            </Button>
          </li>
        ))}
      </ul>
      <p>
        <Button icon="document" onClick={props.onOpen}>
          {text('forms.open')}
        </Button>
      </p>
      <p className="tiny quiet">{text('forms.what')}</p>
    </Card>
  );
}

/** Chooses a form that fits, and fills it in beside the visit. */
export function FormsSheet(props: {
  known: KnownPerson;
  draft: VisitDraft;
  whom: ForWhom;
  filled: readonly FilledForm[];
  onClose: () => void;
  onFilled: (form: FilledForm) => void;
}) {
  const text = useStationText();
  const language = useLanguage();
  const client = useClient();
  const [slug, choose] = useState<string>();
  const query = useQuery({
    queryKey: ['commune-station', 'forms'],
    networkMode: 'always',
    staleTime: Infinity,
    queryFn: loadTemplates,
  });
  const opened = useQuery({
    queryKey: ['commune-station', 'form', slug],
    networkMode: 'always',
    staleTime: 60_000,
    enabled: slug !== undefined && query.data !== undefined,
    // What an administrator changed is asked of the centre; without it the form as it came with Sen.
    queryFn: async (): Promise<Questionnaire> => {
      const own = query.data!.find((one) => slugOf(one) === slug)!;
      return client.call(readFormEndpoint, { slug: slug! }).then(
        ({ questionnaire }) => questionnaire,
        () => own,
      );
    },
  });
  const fitting = useMemo(() => fittingForms(props.draft, props.whom), [props.draft, props.whom]);
  const title = (one: Questionnaire): string => bilingual(one, 'title')[language];
  const chosen = query.data?.find((one) => slugOf(one) === slug);
  return (
    <Sheet title={chosen === undefined ? text('forms.open') : title(chosen)} onClose={props.onClose}>
      {slug === undefined && (
        <View query={query}>
          {(all) => {
            const first = fitting.flatMap((name) => all.find((one) => slugOf(one) === name) ?? []);
            const rest = all.filter((one) => !first.includes(one));
            return (
              <div className="stack">
                <FormList title={text('forms.fitting')} forms={first} onChoose={choose} />
                <FormList title={text('forms.others')} forms={rest} onChoose={choose} />
              </div>
            );
          }}
        </View>
      )}
      {slug !== undefined && (
        <View query={opened}>
          {(questionnaire) => <OneForm {...props} slug={slug} questionnaire={questionnaire} />}
        </View>
      )}
    </Sheet>
  );
}

function FormList(props: {
  title: string;
  forms: readonly Questionnaire[];
  onChoose: (slug: string) => void;
}) {
  const language = useLanguage();
  return (
    <section className="stack-tight">
      <h3>{props.title}</h3>
      <ul className="station-found">
        {props.forms.map((one) => (
          <li key={one.url}>
            <button type="button" onClick={() => props.onChoose(slugOf(one))}>
              {bilingual(one, 'title')[language]}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OneForm(props: {
  known: KnownPerson;
  draft: VisitDraft;
  slug: string;
  questionnaire: Questionnaire;
  filled: readonly FilledForm[];
  onFilled: (form: FilledForm) => void;
}) {
  const text = useStationText();
  const device = useDevice();
  const { me } = useShell();
  const { known, slug, questionnaire } = props;
  const shown = useMemo(() => formInVisit(questionnaire), [questionnaire]);
  const [draft] = useState(props.draft);
  const context = useMemo<FormAround>(() => {
    const form = readForm(shown);
    const observations = known.resources.filter(
      (one): one is Observation => one.resourceType === 'Observation',
    );
    return {
      variables: { patient: known.patient },
      head: { subject: { reference: `Patient/${known.patient.id}` } },
      lastValues: lastValuesOf(form, observations),
      saidInVisit: saidByVisit(form, draft),
      searchCodes: async (_valueSet, words) =>
        (await loadIcd10())
          .search(words, 20)
          .map(({ code, vi }) => ({ system: codeSystem.icd10, code, display: vi })),
      signer: me.name,
      now: device.now,
    };
  }, [shown, known, draft, me.name, device]);
  const drafts = useMemo(
    () => ({ keeper: indexedDrafts(me.name), name: `visit/${known.patient.id}/${slug}` }),
    [me.name, known.patient.id, slug],
  );
  const before = props.filled.find((one) => one.slug === slug)?.response;
  return (
    <Form
      questionnaire={shown}
      {...(before !== undefined && { response: before })}
      context={context}
      drafts={drafts}
      submitWord={text('forms.take')}
      onSubmit={(response) => props.onFilled({ slug, questionnaire, response })}
    />
  );
}
