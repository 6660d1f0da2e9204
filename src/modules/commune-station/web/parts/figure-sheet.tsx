import { useLanguage } from '#web/text/text-context.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { findRegister } from '../../domain/books/registers/registers.ts';
import { findReport } from '../../domain/books/reports/reports.ts';
import { useFigureLines } from '../here/use-books.ts';
import { figureName } from './figure-name.ts';
import { PagedLines } from './paged-lines.tsx';

/** The lines behind one figure. */
export function FigureSheet(props: { figure: string; period: string; onClose: () => void }) {
  const language = useLanguage();
  const { figure, period } = props;
  const lines = useFigureLines(figure, period);
  const [code = '', row] = figure.split('/');
  const of = findReport(code)?.rows.find(({ key }) => key === row)?.of ?? 'A1';
  return (
    <Sheet title={figureName(figure, language)} onClose={props.onClose}>
      <PagedLines query={lines} register={findRegister(of)!} />
    </Sheet>
  );
}
