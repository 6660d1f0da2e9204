import { useState } from 'react';
import { useLanguage } from '#web/text/text-context.tsx';
import { Choose } from '#web/ui/field.tsx';
import { bookFile } from '../../../api.ts';
import { periodOf } from '../../../domain/books/periods.ts';
import { findRegister, registers } from '../../../domain/books/registers/registers.ts';
import { bookTable } from '../../../domain/papers/sheets.ts';
import { StationPage } from '../../here/station-page.tsx';
import { useBook, useWholeBook } from '../../here/use-books.ts';
import { CertaintyTag } from '../../parts/certainty-tag.tsx';
import { FileButtons } from '../../parts/file-buttons.tsx';
import { FromDevice } from '../../parts/from-device.tsx';
import { PagedLines } from '../../parts/paged-lines.tsx';
import { PeriodField, usePeriod } from '../../parts/period-field.tsx';
import { useStationText } from '../../parts/station-text.ts';

/** Every book of the station, written by its visits. */
export default function BooksPage() {
  return (
    <StationPage>
      <Books />
    </StationPage>
  );
}

function Books() {
  const text = useStationText();
  const language = useLanguage();
  const [period, choose, months] = usePeriod();
  const [code, setCode] = useState('A1');
  const register = findRegister(code)!;
  const book = useBook(code, period);
  const whole = useWholeBook();
  return (
    <div className="stack">
      <header>
        <h1>{register.title[language]}</h1>
        <p className="quiet">{text('books.what')}</p>
      </header>
      <div className="station-choose">
        <Choose
          label={text('book')}
          value={code}
          options={registers
            .filter(({ inner }) => inner !== true)
            .map(({ code: value, title }) => ({ value, label: `${value} ${title[language]}` }))}
          onChange={setCode}
        />
        <PeriodField period={period} months={months} onChoose={choose} />
      </div>
      <div className="row-between">
        <CertaintyTag certainty={register.certainty} />
        <FileButtons
          name={`so-${code}-${period}`}
          address={(kind) => bookFile(code, period, kind)}
          own={async () => {
            const { station, lines } = await whole(code, period);
            return { station, table: bookTable(register, lines, periodOf(period)!, language) };
          }}
        />
      </div>
      <FromDevice query={book} />
      <PagedLines query={book} register={register} />
    </div>
  );
}
