import { useState } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import type { ConcernLine, ReportsView } from '../../../api.ts';
import { ClosingLine } from '../../parts/closing-line.tsx';
import { figureName } from '../../parts/figure-name.ts';
import { useStationText, type StationWord } from '../../parts/station-text.ts';
import { useReportWork } from '../../queries.ts';

/** What is to be looked at, how the period was closed before, what changed since, and closing it now. */
export function ClosingPart({ data, isHere }: { data: ReportsView; isHere: boolean }) {
  const text = useStationText();
  const language = useLanguage();
  const work = useReportWork();
  const [isSure, ask] = useState(false);
  return (
    <div className="station-day">
      <Card title={text('concerns')} icon="warning" tone={data.concerns.length > 0 ? 'care' : 'plain'}>
        {data.concerns.length === 0 && <p className="quiet">{text('concerns.none')}</p>}
        <ul className="stack-tight">
          {data.concerns.map((one) => (
            <li key={`${one.kind} ${one.figure ?? ''}`}>
              <ConcernWords concern={one} />
            </li>
          ))}
        </ul>
        {isHere && (
          <Notice tone="info">
            <p>{text('close.needs-network')}</p>
          </Notice>
        )}
        {data.mayClose && !isSure && (
          <p>
            <Button look="main" onClick={() => ask(true)}>
              {text('close')}
            </Button>
          </p>
        )}
        {data.mayClose && isSure && (
          <Notice tone="info">
            <p>{text('close.sure')}</p>
            <p className="row">
              <Button
                look="main"
                busy={work.isPending}
                onClick={() =>
                  work.mutate({ kind: 'close', period: data.period }, { onSuccess: () => ask(false) })
                }
              >
                {text('close.yes')}
              </Button>
              <Button look="quiet" onClick={() => ask(false)}>
                {text('cancel')}
              </Button>
            </p>
          </Notice>
        )}
        {work.isError && <Trouble error={work.error} />}
      </Card>
      <div className="stack">
        {data.closings.map((closing) => (
          <ClosingLine key={closing.id} closing={closing} />
        ))}
        {(data.differences.length > 0 || (data.moved?.came ?? 0) + (data.moved?.left ?? 0) > 0) && (
          <Card title={text('differences')} icon="timeline">
            {data.moved && <p className="quiet">{text('differences.lines', data.moved)}</p>}
            <div className="station-wide">
              <table className="station-table">
                <thead>
                  <tr>
                    <th scope="col">{text('indicator')}</th>
                    <th scope="col" className="number">
                      {text('was')}
                    </th>
                    <th scope="col" className="number">
                      {text('now')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.differences.map(({ id, closed, now }) => (
                    <tr key={id}>
                      <th scope="row">{figureName(id, language)}</th>
                      <td className="number">{closed}</td>
                      <td className="number">{now}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Card>
        )}
      </div>
    </div>
  );
}

function ConcernWords({ concern }: { concern: ConcernLine }) {
  const text = useStationText();
  const language = useLanguage();
  const figure = concern.figure === undefined ? '' : figureName(concern.figure, language);
  return <>{text(`concern.${concern.kind}` as StationWord, { n: concern.count, figure })}</>;
}
