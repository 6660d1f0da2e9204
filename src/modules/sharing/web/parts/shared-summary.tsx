import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { showQuantity } from '#kernel/display/show-number.ts';
import type { Language } from '#kernel/schema.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { ReadSummary, SummaryLine } from '../../domain/read-summary.ts';
import { useSharingText } from '../sharing-text.ts';

const titles = [
  '48765-2',
  '10160-0',
  '11450-4',
  '11369-6',
  '30954-2',
  '47519-4',
  '8716-3',
  '11348-0',
  '29762-2',
] as const;
type Title = (typeof titles)[number];
const isTitle = (code: string): code is Title => (titles as readonly string[]).includes(code);

/** What a line says beside its name, with numbers as the reader writes them. */
const detailOf = ({ details }: SummaryLine, language: Language): string =>
  details
    .map((part) => {
      if (typeof part === 'string') return part;
      const shown = showQuantity(String(part.value), part.unit, language);
      return part.name === undefined || part.name === '' ? shown : `${part.name} ${shown}`;
    })
    .join(' · ');

/** The summary that came out of a link, to read and to print. */
export function SharedSummary({ summary }: { summary: ReadSummary }) {
  const text = useSharingText();
  const language = useLanguage();
  const { gender } = summary;
  const facts = [
    summary.birthDate && text('read.born', { day: showDay(summary.birthDate) }),
    (gender === 'male' || gender === 'female') && text(`gender.${gender}`),
    summary.madeAt && text('read.made', { at: showMoment(summary.madeAt) }),
  ].filter(Boolean);
  return (
    <div className="stack">
      <div>
        <p className="shared-name">{summary.name}</p>
        <p>{facts.join(' · ')}</p>
      </div>
      <Notice tone="info" title={text('read.snapshot')} />
      {summary.sections.map((section) => (
        <Card
          key={section.code + section.title}
          title={isTitle(section.code) ? text(`section.${section.code}`) : section.title}
          tone={section.code === '48765-2' && section.lines.length > 0 ? 'care' : 'plain'}
        >
          {section.lines.length === 0 ? (
            <p className="quiet">{text('read.empty')}</p>
          ) : (
            <ul className="shared-lines">
              {section.lines.map((line, at) => (
                <li key={`${line.name} ${at}`}>
                  <strong>{line.name}</strong>
                  {line.details.length > 0 && <> · {detailOf(line, language)}</>}
                  {line.day !== undefined && <span className="quiet"> · {showDay(line.day)}</span>}
                </li>
              ))}
            </ul>
          )}
        </Card>
      ))}
      <Button className="no-print" icon="print" onClick={() => window.print()}>
        {text('print')}
      </Button>
    </div>
  );
}
