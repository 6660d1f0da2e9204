import { useEffect, useState } from 'react';
import type {
  AllergyIntolerance,
  Bundle,
  Condition,
  Observation,
  Procedure,
  Questionnaire,
  QuestionnaireResponse,
} from '@medplum/fhirtypes';
import { showQuantity } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import { useFormsText } from './forms-text.ts';

/** What a form becomes in the record: each line one resource. */
export function ReadOut(props: { questionnaire: Questionnaire; response: QuestionnaireResponse }) {
  const { questionnaire, response } = props;
  const text = useFormsText();
  const language = useLanguage();
  const [bundle, setBundle] = useState<Bundle>();
  useEffect(() => {
    let isOld = false;
    void import('#kernel/fhir/questionnaire/extract-here.ts')
      .then(({ extractHere }) =>
        extractHere(questionnaire, response, () => `urn:uuid:${crypto.randomUUID()}`),
      )
      .then((made) => isOld || setBundle(made.bundle));
    return () => {
      isOld = true;
    };
  }, [questionnaire, response]);
  if (bundle === undefined) return null;
  const lines = (bundle.entry ?? []).flatMap(({ resource }) =>
    resource === undefined ? [] : [lineOf(resource, language)],
  );
  return (
    <Card title={text('readOut.title')} icon="check">
      {lines.length === 0 ? (
        <p>{text('readOut.none')}</p>
      ) : (
        <ul className="stack-tight">
          {lines.map(({ kind, name, value }) => (
            <li key={`${kind}${name}${value}`}>
              <span className="quiet small">{text(`kind.${kind}` as 'kind.Observation')}: </span>
              {name} {value && <b>{value}</b>}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type Shown = { kind: string; name: string; value: string };

function lineOf(resource: object, language: Language): Shown {
  const { resourceType: kind, code } = resource as Observation | Condition | AllergyIntolerance | Procedure;
  const name = code?.text ?? code?.coding?.[0]?.display ?? '';
  const coded = code?.coding?.[0]?.code;
  if (kind !== 'Observation')
    return { kind, name: [kind === 'Condition' ? coded : '', name].filter(Boolean).join(' · '), value: '' };
  const { valueQuantity, valueCodeableConcept, valueBoolean, valueInteger, valueString, valueDateTime } =
    resource as Observation;
  const value =
    valueQuantity !== undefined
      ? showQuantity(String(valueQuantity.value ?? ''), valueQuantity.code ?? valueQuantity.unit, language)
      : valueBoolean !== undefined
        ? valueBoolean
          ? '✓'
          : '–'
        : (valueCodeableConcept?.coding?.[0]?.display ??
          valueString ??
          valueDateTime ??
          String(valueInteger ?? ''));
  return { kind, name, value };
}
