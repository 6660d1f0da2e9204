import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import { Nothing, Trouble, View } from '#web/ui/view.tsx';
import type { DeskView, SentView } from '../../../api.ts';
import { findReport, reports } from '../../../domain/books/reports/reports.ts';
import { ClosingLine } from '../../parts/closing-line.tsx';
import { PeriodField, usePeriod } from '../../parts/period-field.tsx';
import { ReportTable } from '../../parts/report-table.tsx';
import { useStationText } from '../../parts/station-text.ts';
import { useDesk, useReportWork } from '../../queries.ts';
import '../../parts/station.css';

/** An office that receives reports: who sent, who is late, approving, giving back, and the sums. */
export default function DeskPage() {
  const text = useStationText();
  const [period, choose, months] = usePeriod(true);
  const query = useDesk(period);
  return (
    <div className="stack">
      <header>
        <h1>{text('desk.sent')}</h1>
        <p className="quiet">{text(query.data?.level === 'country' ? 'desk.what.country' : 'desk.what')}</p>
      </header>
      <div className="station-choose">
        <PeriodField period={period} months={months} onChoose={choose} />
      </div>
      <View query={query}>{(data) => <Desk data={data} period={period} />}</View>
    </div>
  );
}

function Desk({ data, period }: { data: DeskView; period: string }) {
  const text = useStationText();
  const work = useReportWork();
  const isWhole =
    data.level === 'province' &&
    data.sent.length > 0 &&
    data.missing.length === 0 &&
    data.sent.every(({ state }) => state === 'approved') &&
    (data.own === undefined || data.own.state === 'returned');
  return (
    <div className="stack">
      <p>
        <Tag icon="calendar">{text('due.on', { day: showDay(data.dueOn) })}</Tag>
      </p>
      {data.own !== undefined && <p>{text(`state.${data.own.state}`)}</p>}
      {isWhole && (
        <p>
          <Button look="main" busy={work.isPending} onClick={() => work.mutate({ kind: 'send', period })}>
            {text('desk.send')}
          </Button>
        </p>
      )}
      {work.isError && <Trouble error={work.error} />}
      <div className="station-day">
        <div className="stack">
          {data.sent.length === 0 && (
            <Nothing icon="inbox" title={text('desk.none')}>
              <p>{text('desk.none.what')}</p>
            </Nothing>
          )}
          {data.sent.map((sent) => (
            <Sent key={sent.id} sent={sent} />
          ))}
        </div>
        {data.missing.length > 0 && (
          <Card title={`${text('desk.missing')} (${data.missing.length})`} icon="warning">
            <ul className="station-list">
              {data.missing.map(({ id, name }) => (
                <li key={id} className="station-line">
                  {name}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
      {data.sent.length > 0 && <Sums figures={data.figures} />}
    </div>
  );
}

function Sent({ sent }: { sent: SentView }) {
  const text = useStationText();
  const work = useReportWork();
  const [reason, setReason] = useState<string>();
  return (
    <ClosingLine closing={sent} title={sent.owner}>
      {sent.state === 'sent' && reason === undefined && (
        <>
          <Button
            look="main"
            busy={work.isPending}
            onClick={() => work.mutate({ kind: 'decide', id: sent.id, decision: 'approve' })}
          >
            {text('approve')}
          </Button>
          <Button onClick={() => setReason('')}>{text('return')}</Button>
        </>
      )}
      {sent.state === 'sent' && reason !== undefined && (
        <>
          <TextField
            label={text('return.reason')}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button
            busy={work.isPending}
            disabled={reason.trim().length < 3}
            onClick={() => work.mutate({ kind: 'decide', id: sent.id, decision: 'return', reason })}
          >
            {text('return')}
          </Button>
          <Button look="quiet" onClick={() => setReason(undefined)}>
            {text('cancel')}
          </Button>
        </>
      )}
      {work.isError && <Trouble error={work.error} />}
    </ClosingLine>
  );
}

function Sums({ figures }: { figures: DeskView['figures'] }) {
  const text = useStationText();
  const language = useLanguage();
  const [code, setCode] = useState('9');
  return (
    <Card title={text('desk.sum')} icon="trends">
      <div className="station-choose">
        <Choose
          label={text('report')}
          value={code}
          options={reports.map(({ code: value, title }) => ({ value, label: `${value} ${title[language]}` }))}
          onChange={setCode}
        />
      </div>
      <ReportTable report={findReport(code)!} figures={figures} />
    </Card>
  );
}
