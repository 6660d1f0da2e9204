import { useMemo, useState } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Bundle, Observation, Patient, Questionnaire, QuestionnaireResponse } from '@medplum/fhirtypes';
import { readForm } from '#kernel/fhir/questionnaire/read-form.ts';
import { Form } from '#web/forms/form.tsx';
import { indexedDrafts } from '#web/forms/indexed-drafts.ts';
import { lastValuesOf } from '#web/forms/last-values.ts';
import { searchOnServer } from '#web/forms/search-codes.ts';
import type { Client } from '#web/data/client.ts';
import { useClient } from '#web/data/client-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { readFormEndpoint } from '../../api.ts';
import { useFormsText } from './forms-text.ts';
import { ReadOut } from './read-out.tsx';

interface Known {
  readonly questionnaire: Questionnaire;
  readonly patient: Patient;
  readonly observations: readonly Observation[];
}

async function learn(client: Client, slug: string, patientId: string): Promise<Known> {
  const [{ questionnaire }, patient, found] = await Promise.all([
    client.call(readFormEndpoint, { slug }),
    client.fhir('GET', `Patient/${patientId}`) as Promise<Patient>,
    client.fhir('GET', `Observation?subject=Patient/${patientId}&_sort=-date&_count=200`) as Promise<
      Bundle<Observation>
    >,
  ]);
  const observations = (found.entry ?? []).flatMap(({ resource }) => resource ?? []);
  return { questionnaire, patient, observations };
}

/** A form about one person, filled in online: what it says goes into the record as one transaction. */
export function FillForm(props: { patientId: string; slug: string; onBack: () => void }) {
  const { patientId, slug } = props;
  const text = useFormsText();
  const client = useClient();
  const query = useQuery({
    queryKey: ['fill-form', slug, patientId],
    queryFn: () => learn(client, slug, patientId),
    // What is known when the form is opened stays as it was while somebody writes.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <div className="stack">
      <p>
        <Button look="quiet" icon="back" onClick={props.onBack}>
          {text('person.back')}
        </Button>
      </p>
      <View query={query}>{(known) => <Filling {...props} {...known} />}</View>
    </div>
  );
}

function Filling(props: Known & { patientId: string; slug: string }) {
  const { questionnaire, patient, observations, patientId, slug } = props;
  const text = useFormsText();
  const client = useClient();
  const queries = useQueryClient();
  const { me } = useShell();
  const [done, setDone] = useState<QuestionnaireResponse>();
  const [fault, setFault] = useState<unknown>();
  const context = useMemo(
    () => ({
      variables: { patient },
      head: { subject: { reference: `Patient/${patientId}` } },
      lastValues: lastValuesOf(readForm(questionnaire), observations),
      searchCodes: searchOnServer(client),
      signer: me.name,
    }),
    [patient, patientId, questionnaire, observations, client, me.name],
  );
  const drafts = useMemo(
    () => ({ keeper: indexedDrafts(me.name), name: `${slug}/${patientId}` }),
    [me.name, slug, patientId],
  );
  const send = async (response: QuestionnaireResponse): Promise<void> => {
    setFault(undefined);
    try {
      await client.fhir('POST', '', await transactionOf(questionnaire, response));
      await queries.invalidateQueries({ queryKey: ['filled-forms', patientId] });
      setDone(response);
    } catch (error) {
      setFault(error);
      throw error;
    }
  };
  if (done !== undefined)
    return (
      <div className="stack">
        <Notice tone="good" live title={text('fill.done')} />
        <ReadOut questionnaire={questionnaire} response={done} />
      </div>
    );
  return (
    <div className="stack">
      {fault !== undefined && <Trouble error={fault} />}
      <Form questionnaire={questionnaire} context={context} drafts={drafts} onSubmit={send} />
    </div>
  );
}

/** The answers and what they become, together or not at all. */
async function transactionOf(questionnaire: Questionnaire, response: QuestionnaireResponse): Promise<Bundle> {
  const { extractHere } = await import('#kernel/fhir/questionnaire/extract-here.ts');
  const newUrn = (): string => `urn:uuid:${crypto.randomUUID()}`;
  const { bundle } = await extractHere(questionnaire, response, newUrn);
  const own = newUrn();
  const entry = (bundle.entry ?? []).map((one) =>
    one.resource?.resourceType === 'Observation'
      ? { ...one, resource: { ...one.resource, derivedFrom: [{ reference: own }] } }
      : one,
  );
  return {
    ...bundle,
    entry: [
      { fullUrl: own, resource: response, request: { method: 'POST', url: 'QuestionnaireResponse' } },
      ...entry,
    ],
  };
}
