import { useCallback } from 'react';
import { CodeField, codeWords } from '#web/scan/code-field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useCardText } from '../../parts/card-text.ts';
import { FoundHolder } from '../../parts/found-holder.tsx';
import { useRead } from '../../queries.ts';
import '../../parts/health-card.css';

/** The desk's page: the field is ready for the scanner, and again after each person. */
export default function ScanPage() {
  const text = useCardText();
  const read = useRead();
  const { mutateAsync } = read;
  const take = useCallback(
    async (found: string) => {
      await mutateAsync(found);
      return true;
    },
    [mutateAsync],
  );
  const words = codeWords(text, {
    label: text('scan.text'),
    hint: text('scan.hint'),
    verb: text('scan.read'),
  });
  return (
    <div className="stack">
      <h1>{text('scan.title')}</h1>
      <p className="quiet">{text('scan.what')}</p>
      <CodeField words={words} ready onCode={take} />
      {read.isError && <Trouble error={read.error} />}
      {read.data !== undefined && !read.isPending && <FoundHolder read={read.data} />}
    </div>
  );
}
