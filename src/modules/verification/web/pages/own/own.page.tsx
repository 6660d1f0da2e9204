import { useState } from 'react';
import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import type { OwnView, Standing } from '../../../api.ts';
import { AskCorrection } from '../../parts/ask-correction.tsx';
import { AttachPaper } from '../../parts/paper.tsx';
import { fieldTitle, showDaysLeft, shownFields, showField } from '../../parts/show-side.ts';
import { useVerificationText } from '../../parts/verification-text.ts';
import { useOwn, useWithdraw } from '../../queries.ts';
import '../../parts/verification.css';

/** Who she is in the record, how that was checked, and a way to say that it is wrong. */
export default function OwnDetailsPage() {
  const text = useVerificationText();
  const query = useOwn();
  return (
    <div className="stack">
      <div>
        <h1>{text('own.title')}</h1>
        <p className="quiet verify-what">{text('own.what')}</p>
      </div>
      <View query={query}>{(own) => <Own own={own} />}</View>
    </div>
  );
}

function Own(props: { own: OwnView }) {
  const text = useVerificationText();
  const { own } = props;
  const [asking, setAsking] = useState(false);
  const isWaiting = own.requests.some(({ state }) => state !== 'closed');
  return (
    <>
      <Card title={text('own.here')} icon="person">
        <dl className="verify-facts">
          {shownFields.flatMap((field) => {
            const value = showField(own.ours, field, text);
            return value === undefined
              ? []
              : [
                  <div key={field}>
                    <dt>{fieldTitle(field, 'population', text)}</dt>
                    <dd>{value}</dd>
                  </div>,
                ];
          })}
        </dl>
      </Card>
      <Card title={text('own.checks')} icon="check">
        <ul className="verify-list">
          {own.standings.map((standing) => (
            <li key={standing.register}>
              <Check standing={standing} />
            </li>
          ))}
        </ul>
      </Card>
      {!isWaiting && (
        <Card title={text('own.wrong')} icon="mend">
          <div className="stack">
            <p>{text('own.wrong.what')}</p>
            {asking ? (
              <AskCorrection onSent={() => setAsking(false)} />
            ) : (
              <div>
                <Button look="main" icon="mend" onClick={() => setAsking(true)}>
                  {text('own.ask')}
                </Button>
              </div>
            )}
          </div>
        </Card>
      )}
      {own.requests.length > 0 && (
        <Card title={text('own.requests')} icon="inbox">
          <ul className="verify-list">
            {own.requests.map((request) => (
              <li key={request.id}>
                <Request request={request} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function Check(props: { standing: Standing }) {
  const text = useVerificationText();
  const { standing } = props;
  const { outcome } = standing;
  return (
    <div className="stack-tight">
      <p className="verify-tags">
        <span className="strong">{text(`register.${standing.register}`)}</span>
        {outcome === undefined ? (
          <Tag>{text('own.never')}</Tag>
        ) : (
          <Tag tone={outcome === 'match' ? 'good' : 'care'} icon={outcome === 'match' ? 'check' : 'info'}>
            {text(`outcome.${outcome}`)}
          </Tag>
        )}
      </p>
      {standing.at !== undefined && (
        <p className="quiet small">{text('own.at', { at: showDay(standing.at.slice(0, 10)) })}</p>
      )}
      {standing.fields.length > 0 && outcome !== 'match' && (
        <p className="small">
          {text('own.differs', {
            fields: standing.fields.map(({ field }) => fieldTitle(field, standing.register, text)).join(', '),
          })}
        </p>
      )}
      {standing.unreachedAt !== undefined && (
        <p className="small">{text('own.unreached', { at: showMoment(standing.unreachedAt) })}</p>
      )}
    </div>
  );
}

const tones = { open: 'info', proposed: 'info', closed: 'good' } as const;

function Request(props: { request: OwnView['requests'][number] }) {
  const text = useVerificationText();
  const { request } = props;
  const withdraw = useWithdraw(request.id);
  const fields = request.wished.map((field) => fieldTitle(field, request.register, text)).join(', ');
  return (
    <div className="stack-tight">
      <p className="verify-tags">
        <span className="strong">{text('own.request', { fields: fields.toLowerCase() })}</span>
        <Tag tone={request.ending === 'withdrawn' ? 'plain' : tones[request.state]}>
          {request.ending === undefined ? text(`state.${request.state}`) : text(`ending.${request.ending}`)}
        </Tag>
      </p>
      <p className="quiet small">
        {text('own.request.at', { at: showMoment(request.openedAt), due: showDay(request.dueOn) })}
        {request.state !== 'closed' && ` (${showDaysLeft(request.daysLeft, text)})`}
      </p>
      {request.answer !== undefined && (
        <Notice tone="info" title={text('own.answer', { words: request.answer })} />
      )}
      {request.hasPaper && <p className="small">{text('own.attached')}</p>}
      {request.state === 'open' && (
        <>
          <AttachPaper taskId={request.id} label={text('own.attach')} />
          <div>
            <Button look="quiet" busy={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
              {text('own.withdraw')}
            </Button>
          </div>
        </>
      )}
      {withdraw.isError && <Trouble error={withdraw.error} />}
    </div>
  );
}
