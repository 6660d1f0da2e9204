import { useRef, useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { showMoment } from '#kernel/display/show-date.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { TextArea, TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { dismissQuarantine, mendQuarantine, readQuarantine } from '../../../api.ts';
import { useDoorsText } from '../../parts/doors-text.ts';
import '../../parts/doors.css';

/** The source line beside the reason; a right value in, and the visit is read again. */
export default function MendPage(props: PageProps) {
  const text = useDoorsText();
  const id = props.params['id'] ?? '';
  const query = useEndpoint(readQuarantine, { id });
  return (
    <div className="stack">
      <p>
        <Link href="/quarantine">{text('mend.back')}</Link>
      </p>
      <h1>{text('mend.title')}</h1>
      <View query={query}>{(line) => <Line line={line} />}</View>
    </div>
  );
}

type QuarantinedLine = ReturnType<typeof readQuarantine.output.parse>;

function Line(props: { line: QuarantinedLine }) {
  const text = useDoorsText();
  const language = useLanguage();
  const { line } = props;
  const tone = { open: 'care', mended: 'good', dismissed: 'plain' } as const;
  return (
    <div className="mend">
      <div className="stack">
        <Card
          title={text('mend.reason')}
          icon="warning"
          tone="care"
          aside={<Tag tone={tone[line.state]}>{text(`state.${line.state}`)}</Tag>}
        >
          <div className="stack-tight">
            <p className="strong">{line[language]}</p>
            <p className="small">
              {text('where', { table: line.table, line: line.line, field: line.field })}
            </p>
            <p className="quiet small">
              {[text('mend.rule', { rule: line.rule }), line.visit && text('visit', { visit: line.visit })]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <p className="quiet small">
              {[line.fileName, text(`door.${line.door}`), line.facility, showMoment(line.receivedAt)]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
        </Card>
        <MendForm line={line} />
        {line.corrections.length > 0 && (
          <Card title={text('mend.history')} icon="mend">
            <ul className="stack-tight">
              {line.corrections.map((correction) => (
                <li key={correction.at}>
                  {text('mend.correction', { value: correction.value, at: showMoment(correction.at) })}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
      <Card title={text('mend.source')} icon="documents">
        <p className="quiet small">{text('mend.masked')}</p>
        <dl className="mend-lines">
          {line.fields.map((field, place) => (
            <FieldLine key={`${field.name}${place}`} {...field} />
          ))}
        </dl>
      </Card>
    </div>
  );
}

function FieldLine(props: { name: string; value: string; wrong: boolean }) {
  const text = useDoorsText();
  return (
    <>
      <dt className={props.wrong ? 'mend-wrong' : ''}>{props.name}</dt>
      <dd className={props.wrong ? 'mend-wrong' : ''}>
        <code>{props.value}</code>{' '}
        {props.wrong && (
          <Tag tone="danger" icon="warning">
            {text('mend.wrong')}
          </Tag>
        )}
      </dd>
    </>
  );
}

function MendForm(props: { line: QuarantinedLine }) {
  const text = useDoorsText();
  const language = useLanguage();
  const client = useClient();
  const queries = useQueryClient();
  const { line } = props;
  const [value, setValue] = useState(line.value ?? '');
  const key = useRef(crypto.randomUUID());
  const mend = useMutation({
    mutationFn: (right: string) =>
      client.call(mendQuarantine, { id: line.id, value: right }, { idempotencyKey: key.current }),
    onSettled: () => {
      key.current = crypto.randomUUID();
      return queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mend.mutate(value);
  };
  const others = mend.data?.open.filter(({ id }) => id !== line.id) ?? [];
  return (
    <>
      {mend.data && (
        <Notice tone={mend.data.state === 'open' ? 'care' : 'good'} live>
          <p>
            {mend.data.state === 'open'
              ? text('mend.still')
              : others.length > 0
                ? text('mend.saved.others', { n: others.length })
                : text('mend.saved')}
          </p>
          {others.map((other) => (
            <p key={other.id}>
              <Link href={`/quarantine/${other.id}`}>{other[language]}</Link>
            </p>
          ))}
        </Notice>
      )}
      {mend.isError && <Trouble error={mend.error} />}
      {line.state === 'open' && (
        <Card title={text('mend.save')} icon="mend">
          <form className="stack" onSubmit={submit}>
            <TextField
              label={text('mend.value', { field: line.field })}
              hint={
                line.value === undefined || line.value === ''
                  ? text('mend.empty-now')
                  : text('mend.now', { value: line.value })
              }
              value={value}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setValue(event.target.value)}
            />
            <p>
              <Button
                type="submit"
                look="main"
                icon="mend"
                busy={mend.isPending}
                disabled={value === (line.value ?? '')}
              >
                {text('mend.save')}
              </Button>
            </p>
          </form>
          <Dismiss id={line.id} />
        </Card>
      )}
      {line.state === 'dismissed' && (
        <Notice tone="info">
          <p>{text('mend.dismissed')}</p>
          {line.note && <p>{line.note}</p>}
        </Notice>
      )}
    </>
  );
}

function Dismiss(props: { id: string }) {
  const text = useDoorsText();
  const client = useClient();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [note, setNote] = useState('');
  const dismiss = useMutation({
    mutationFn: () =>
      client.call(
        dismissQuarantine,
        { id: props.id, ...(note.trim() !== '' && { note: note.trim() }) },
        { idempotencyKey: `dismiss-${props.id}` },
      ),
    onSuccess: () => queries.invalidateQueries(),
  });
  if (!asking)
    return (
      <Button look="quiet" onClick={() => setAsking(true)}>
        {text('mend.dismiss')}
      </Button>
    );
  return (
    <div className="stack-tight">
      <p>{text('mend.dismiss.what')}</p>
      <TextArea
        label={text('mend.note')}
        hint={text('mend.note.hint')}
        value={note}
        maxLength={1000}
        onChange={(event) => setNote(event.target.value)}
      />
      {dismiss.isError && <Trouble error={dismiss.error} />}
      <div className="row">
        <Button look="danger" busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
          {text('mend.dismiss.sure')}
        </Button>
        <Button onClick={() => setAsking(false)}>{text('mend.cancel')}</Button>
      </div>
    </div>
  );
}
