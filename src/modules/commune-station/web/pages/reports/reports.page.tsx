import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import { Choose } from '#web/ui/field.tsx';
import { View } from '#web/ui/view.tsx';
import { reportFile } from '../../../api.ts';
import { periodOf } from '../../../domain/books/periods.ts';
import { findReport, reports } from '../../../domain/books/reports/reports.ts';
import { reportTable } from '../../../domain/papers/sheets.ts';
import { StationPage } from '../../here/station-page.tsx';
import { useReports } from '../../here/use-books.ts';
import { CertaintyTag } from '../../parts/certainty-tag.tsx';
import { FigureSheet } from '../../parts/figure-sheet.tsx';
import { FileButtons } from '../../parts/file-buttons.tsx';
import { DeviceNote } from '../../parts/from-device.tsx';
import { PeriodField, usePeriod } from '../../parts/period-field.tsx';
import { ReportTable } from '../../parts/report-table.tsx';
import { useStationText } from '../../parts/station-text.ts';

import { ClosingPart } from './closing-part.tsx';

/** The fourteen forms of a month, what is to be looked at, and closing it. */
export default function ReportsPage() {
  return (
    <StationPage lines={12}>
      <Reports />
    </StationPage>
  );
}

function Reports() {
  const text = useStationText();
  const language = useLanguage();
  const [period, choose, months] = usePeriod(true);
  const [code, setCode] = useState('9');
  const [figure, open] = useState<string>();
  const query = useReports(period);
  const report = findReport(code)!;
  return (
    <div className="stack">
      <header>
        <h1>{report.title[language]}</h1>
        <p className="quiet">{text('reports.what')}</p>
      </header>
      <div className="station-choose">
        <Choose
          label={text('report')}
          value={code}
          options={reports.map(({ code: value, title }) => ({ value, label: `${value} ${title[language]}` }))}
          onChange={setCode}
        />
        <PeriodField period={period} months={months} onChoose={choose} />
      </div>
      <View query={query} lines={12}>
        {({ from, data }) => (
          <div className="stack">
            <div className="row-between">
              <span className="row">
                <CertaintyTag certainty={report.certainty} />
                <Tag icon="calendar">{text('due.on', { day: showDay(data.dueOn) })}</Tag>
              </span>
              <FileButtons
                name={`bieu-${code}-${period}`}
                address={(kind) => reportFile(code, period, kind)}
                own={() =>
                  Promise.resolve({
                    station: data.station,
                    table: reportTable(report, data.figures, periodOf(period)!, language),
                  })
                }
              />
            </div>
            {from === 'device' && <DeviceNote />}
            <ReportTable report={report} figures={data.figures} onOpen={open} />
            <ClosingPart data={data} isHere={from === 'device'} />
          </div>
        )}
      </View>
      {figure !== undefined && (
        <FigureSheet figure={figure} period={period} onClose={() => open(undefined)} />
      )}
    </div>
  );
}
