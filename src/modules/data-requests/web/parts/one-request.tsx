import { useState } from 'react';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { showDecimal } from '#kernel/display/show-number.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { RequestSummary, Wish } from '../../api.ts';
import { tableOf, type TableName } from '../../domain/tables.ts';
import { useDownload, useEnd } from '../queries.ts';
import { Decide } from './decide.tsx';
import { useRequestsText } from './requests-text.ts';

const tones = {
  waiting: 'info',
  preparing: 'info',
  ready: 'good',
  refused: 'danger',
  withdrawn: 'plain',
  ended: 'plain',
} as const;

/** One request: what for, whose data, who agreed, and what can be done now. */
export function OneRequest(props: { request: RequestSummary }) {
  const text = useRequestsText();
  const language = useLanguage();
  const { request } = props;
  const number = (value: number): string => showDecimal(String(value), language);
  const facts: readonly (readonly [string, string])[] = [
    [text('by'), request.askedBy],
    [text('at'), showMoment(request.askedAt)],
    [text('until'), showDay(request.endsOn)],
    [text('ground'), request.ground],
    [text('people'), describePeople(request.wish, text)],
    ...Object.entries(request.wish.tables).map(
      ([name, fields]) =>
        [
          tableOf(name as TableName).title[language],
          fieldTitles(name as TableName, fields, language),
        ] as const,
    ),
  ];
  return (
    <Card
      title={text('number', { n: request.number })}
      aside={<Tag tone={tones[request.state]}>{text(`state.${request.state}`)}</Tag>}
    >
      <p className="requests-purpose">{request.purpose}</p>
      <dl className="requests-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {request.decisions.map((decision) => (
        <p key={decision.desk} className="requests-decision">
          <Tag tone={decision.agrees ? 'good' : 'danger'} icon={decision.agrees ? 'check' : 'close'}>
            {text(`desk.${decision.desk}`)}
          </Tag>{' '}
          {text(decision.agrees ? 'agreed' : 'disagreed', { by: decision.by, at: showMoment(decision.at) })} “
          {decision.words}”
        </p>
      ))}
      {request.state === 'preparing' && (
        <div role="status" className="stack-tight">
          <p>{text('preparing', { n: number(request.people) })}</p>
          <progress value={request.progress} aria-label={text('state.preparing')} />
        </div>
      )}
      {request.fault === 'too-many' && <Notice tone="care" title={text('fault.too-many')} />}
      {request.state === 'ready' && (
        <p className="quiet small">
          {text('made', { n: number(request.people), left: number(request.leftOut) })}
        </p>
      )}
      <Files request={request} />
      {request.mayDecide.map((desk) => (
        <Decide key={desk} id={request.id} desk={desk} />
      ))}
      {request.isMine && ['waiting', 'preparing', 'ready'].includes(request.state) && (
        <End request={request} />
      )}
    </Card>
  );
}

function Files(props: { request: RequestSummary }) {
  const text = useRequestsText();
  const language = useLanguage();
  const download = useDownload(props.request);
  if (props.request.files.length === 0) return null;
  return (
    <div className="stack-tight">
      <Notice tone="info">
        <p>{text('mark')}</p>
      </Notice>
      <ul className="requests-files">
        {props.request.files.map(({ table, rows, copiesLeft }) => (
          <li key={table}>
            <Button
              icon="download"
              disabled={copiesLeft === 0}
              busy={download.isPending && download.variables === table}
              onClick={() => download.mutate(table)}
            >
              {text('download', { table: tableOf(table).title[language] })}
            </Button>
            <span className="quiet small">
              {text('rows', { n: showDecimal(String(rows), language), left: copiesLeft })}
            </span>
          </li>
        ))}
      </ul>
      {download.isError && <Trouble error={download.error} />}
    </div>
  );
}

function End(props: { request: RequestSummary }) {
  const text = useRequestsText();
  const end = useEnd(props.request.id);
  const [sure, setSure] = useState(false);
  const isWaiting = props.request.state === 'waiting';
  return (
    <div className="requests-actions">
      {!sure && (
        <Button look="quiet" onClick={() => setSure(true)}>
          {text(isWaiting ? 'withdraw' : 'end')}
        </Button>
      )}
      {sure && (
        <>
          <p className="small">{text(isWaiting ? 'withdraw.what' : 'end.what')}</p>
          <Button look="danger" busy={end.isPending} onClick={() => end.mutate(undefined)}>
            {text(isWaiting ? 'withdraw' : 'end')}
          </Button>
          <Button look="quiet" onClick={() => setSure(false)}>
            {text('keep')}
          </Button>
        </>
      )}
      {end.isError && <Trouble error={end.error} />}
    </div>
  );
}

type Text = ReturnType<typeof useRequestsText>;

function describePeople(wish: Wish, text: Text): string {
  const parts = [
    wish.sex === undefined ? text('sex.all') : text(`sex.${wish.sex}`),
    ...(wish.bornFrom === undefined && wish.bornTo === undefined
      ? []
      : [text('born', { from: wish.bornFrom ?? '…', to: wish.bornTo ?? '…' })]),
    ...(wish.provinces === undefined || wish.provinces.length === 0
      ? [text('everywhere')]
      : wish.provinces.map((code) => provinces.get(code)?.name ?? code)),
    ...(wish.diagnoses ?? []),
  ];
  return parts.join(' · ');
}

function fieldTitles(name: TableName, asked: readonly string[], language: 'vi' | 'en'): string {
  const { fields } = tableOf(name);
  return asked.map((field) => fields[field]?.title[language] ?? field).join(', ');
}
