import { useRef, useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { PageProps } from '#web/shell/define-page.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Choice, TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useNow } from '#web/ui/now.ts';
import { Trouble, View } from '#web/ui/view.tsx';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { showUnit } from '#kernel/display/show-number.ts';
import { askCorrection, readLine } from '../../../domain/corrections-contract.ts';
import {
  correctableTypes,
  readProposed,
  type CorrectableType,
  type CorrectionField,
} from '../../../domain/correction/fields.ts';
import { useOwnText } from '../../own-text.ts';
import { showField } from '../../parts/show-field.ts';
import '../../own.css';

/** Asking the facility that wrote a line to correct it: what stands there, what is right, and why. */
export default function CorrectPage(props: PageProps) {
  const { patientId = '', type = '', id = '' } = props.params;
  const text = useOwnText();
  const known = correctableTypes.find((one) => one === type);
  return (
    <div className="stack own-page">
      <h1>{text('correct.title')}</h1>
      {known === undefined ? (
        <Notice tone="info" title={text('correct.no-line')} />
      ) : (
        <OfLine patientId={patientId} type={known} id={id} />
      )}
    </div>
  );
}

function OfLine(props: { patientId: string; type: CorrectableType; id: string }) {
  const query = useEndpoint(readLine, props);
  return <View query={query}>{(line) => <Ask {...props} line={line} />}</View>;
}

function Ask(props: {
  patientId: string;
  type: CorrectableType;
  id: string;
  line: ReturnType<typeof readLine.output.parse>;
}) {
  const { patientId, type, id, line } = props;
  const text = useOwnText();
  const language = useLanguage();
  const client = useClient();
  const queries = useQueryClient();
  const [field, setField] = useState<CorrectionField>(line.fields[0]!.field);
  const [proposed, setProposed] = useState('');
  const [words, setWords] = useState('');
  const [isTried, setTried] = useState(false);
  const drawn = useRef(crypto.randomUUID());
  const chosen = line.fields.find((one) => one.field === field)!;
  const now = useNow();
  const value = readProposed(field, proposed, dayInVietnam(now));
  const lacksWords = words.trim().length < 5;
  const ask = useMutation({
    mutationFn: () =>
      client.call(askCorrection, {
        patientId,
        id: drawn.current,
        type,
        lineId: id,
        field,
        proposed: value ?? '',
        words: words.trim(),
      }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (value !== undefined && !lacksWords) ask.mutate();
  };
  if (ask.isSuccess)
    return (
      <Notice tone="good" title={text('correct.sent', { facility: line.facility })} live>
        <p>{text('correct.sent.what')}</p>
        <p>
          <Link href="/own/corrections">{text('corrections.title')}</Link>
        </p>
      </Notice>
    );
  if (line.isAsked)
    return (
      <Notice tone="info" title={text('correct.already')}>
        <p>
          <Link href="/own/corrections">{text('corrections.title')}</Link>
        </p>
      </Notice>
    );
  const wrong =
    isTried && value === undefined
      ? text(`correct.shape.${field === 'day' || field === 'words' ? field : 'number'}`)
      : undefined;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>
        <b>{line.title}</b>
        <br />
        <span className="quiet">{text('correct.by', { facility: line.facility })}</span>
      </p>
      <Choice
        label={text('correct.field')}
        name="own-field"
        value={field}
        options={line.fields.map((one) => ({ value: one.field, label: text(`field.name.${one.field}`) }))}
        onChange={(next) => {
          setField(next);
          setProposed('');
          setTried(false);
        }}
      />
      {field !== 'not-mine' && field !== 'words' && (
        <p>
          {text('correct.was')}: <b>{showField(field, chosen.now, chosen.unit, { text, language })}</b>
        </p>
      )}
      {field === 'day' && (
        <TextField
          label={text('correct.right')}
          type="date"
          value={proposed}
          error={wrong}
          onChange={(event) => setProposed(event.target.value)}
        />
      )}
      {field === 'words' && (
        <TextArea
          label={text('correct.right')}
          value={proposed}
          error={wrong}
          maxLength={1000}
          onChange={(event) => setProposed(event.target.value)}
        />
      )}
      {(field === 'value' || field === 'systolic' || field === 'diastolic') && (
        <TextField
          label={`${text('correct.right')}${chosen.unit === undefined ? '' : ` (${showUnit(chosen.unit, language)})`}`}
          inputMode="decimal"
          autoComplete="off"
          value={proposed}
          error={wrong}
          onChange={(event) => setProposed(event.target.value)}
        />
      )}
      <TextArea
        label={text('correct.words')}
        hint={text('correct.words.hint')}
        value={words}
        error={isTried && lacksWords ? text('correct.words.needed') : undefined}
        maxLength={1000}
        onChange={(event) => setWords(event.target.value)}
      />
      <Notice tone="info">
        <p>{text('correct.law')}</p>
      </Notice>
      {ask.isError && <Trouble error={ask.error} />}
      <p>
        <Button look="main" type="submit" busy={ask.isPending}>
          {text('correct.send')}
        </Button>
      </p>
    </form>
  );
}
