import type { PageProps } from '#web/shell/define-page.ts';
import { EntrySheet } from '../../parts/later-sheet.tsx';
import { useOpened } from '../../parts/opened.ts';
import { useRecordText } from '../../parts/record-text.ts';
import { Timeline } from '../../parts/timeline.tsx';

/** The whole life in time. */
export default function TimelinePage(props: PageProps) {
  const patientId = props.params['patientId'] ?? '';
  const text = useRecordText();
  const { opened, open, close } = useOpened();
  return (
    <>
      <div className="page-head">
        <h1>{text('timeline.title')}</h1>
      </div>
      <Timeline patientId={patientId} onOpen={open} />
      {opened !== undefined && (
        <EntrySheet key={opened} patientId={patientId} reference={opened} onOpen={open} onClose={close} />
      )}
    </>
  );
}
