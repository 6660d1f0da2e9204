import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import type { PageProps } from '#web/shell/define-page.ts';
import { OpenWidget } from '#web/shell/open-page.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { useWide } from '#web/ui/wide.ts';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Nothing, Skeleton, View } from '#web/ui/view.tsx';
import type { Summary } from '../../../api.ts';
import { homeWidget } from '../../parts/home.widget.ts';
import { EntrySheet } from '../../parts/later-sheet.tsx';
import { useOpened } from '../../parts/opened.ts';
import { PdfButton } from '../../parts/pdf-button.tsx';
import { useRecordText } from '../../parts/record-text.ts';
import {
  AllergiesCard,
  BloodCard,
  InsuranceCard,
  LastVisitCard,
  LongTermCard,
  MedicinesCard,
  OutOfRangeCard,
  VitalsCard,
} from '../../parts/summary-cards.tsx';
import { useSummary } from '../../queries.ts';
import './summary.css';

/** Only the doctor's wide screen shows the timeline here; a citizen's phone does not load it. */
const Timeline = lazy(async () => ({ default: (await import('../../parts/timeline.tsx')).Timeline }));

/** The whole person on one screen. A citizen reads her last visit first; a doctor sees facts on the left and the life on the right. */
export default function SummaryPage(props: PageProps) {
  const patientId = props.params['patientId'] ?? '';
  const text = useRecordText();
  const words = useWords();
  const { workspace } = useShell();
  const query = useSummary(patientId);
  const wide = useWide('76rem');
  const { opened, open, close } = useOpened();
  const staff = workspace.voice === 'staff';
  return (
    <>
      {!staff && (
        <OpenWidget
          widget={homeWidget}
          with={{ patientId, onOpen: open }}
          meanwhile={<Skeleton lines={5} />}
        />
      )}
      <div className="page-head">
        <h1>{text('summary.title')}</h1>
        {query.data && query.data.entries > 0 && (
          <div className="page-actions no-print">
            <Button icon="print" onClick={() => print()}>
              {words('print')}
            </Button>
            <PdfButton patientId={patientId} />
          </div>
        )}
      </div>
      <View query={query} lines={9}>
        {(summary) =>
          summary.entries === 0 ? (
            <>
              <Nothing icon="summary" title={text('summary.empty')}>
                <p>{text(staff ? 'summary.empty.staff' : 'summary.empty.what')}</p>
              </Nothing>
              <div className="summary-grid">
                <AllergiesCard allergies={summary.allergies} onOpen={open} />
                <InsuranceCard insurance={summary.insurance} />
              </div>
            </>
          ) : staff ? (
            <ForStaff summary={summary} patientId={patientId} wide={wide} onOpen={open} />
          ) : (
            <ForCitizen summary={summary} patientId={patientId} onOpen={open} />
          )
        }
      </View>
      {opened !== undefined && (
        <EntrySheet key={opened} patientId={patientId} reference={opened} onOpen={open} onClose={close} />
      )}
    </>
  );
}

interface Parts {
  readonly summary: Summary;
  readonly patientId: string;
  readonly onOpen: (id: string) => void;
}

function ForCitizen(props: Parts) {
  const text = useRecordText();
  const { summary, patientId, onOpen } = props;
  return (
    <div className="summary-grid">
      <div className="summary-column">
        <LastVisitCard lastVisit={summary.lastVisit} patientId={patientId} onOpen={onOpen} />
        <p className="no-print">
          <Link href={`/record/${patientId}/timeline`}>{text('summary.all')}</Link>
        </p>
        <AllergiesCard allergies={summary.allergies} onOpen={onOpen} />
        <MedicinesCard summary={summary} onOpen={onOpen} />
      </div>
      <div className="summary-column">
        <OutOfRangeCard entries={summary.outOfRange} unjudged={summary.unjudged} toCitizen onOpen={onOpen} />
        <LongTermCard longTerm={summary.longTerm} onOpen={onOpen} />
        <VitalsCard vitals={summary.vitals} patientId={patientId} onOpen={onOpen} />
        <BloodCard blood={summary.blood} onOpen={onOpen} />
        <InsuranceCard insurance={summary.insurance} />
      </div>
    </div>
  );
}

function ForStaff(props: Parts & { wide: boolean }) {
  const { summary, patientId, onOpen, wide } = props;
  const facts = (
    <>
      {summary.allergies.state === 'listed' && (
        <AllergiesCard allergies={summary.allergies} onOpen={onOpen} />
      )}
      <LongTermCard longTerm={summary.longTerm} onOpen={onOpen} />
      <MedicinesCard summary={summary} onOpen={onOpen} />
      <OutOfRangeCard
        entries={summary.outOfRange}
        unjudged={summary.unjudged}
        toCitizen={false}
        onOpen={onOpen}
      />
      <VitalsCard vitals={summary.vitals} patientId={patientId} onOpen={onOpen} />
      {summary.allergies.state !== 'listed' && (
        <AllergiesCard allergies={summary.allergies} onOpen={onOpen} />
      )}
      <BloodCard blood={summary.blood} onOpen={onOpen} />
      <InsuranceCard insurance={summary.insurance} />
    </>
  );
  if (!wide)
    return (
      <div className="summary-grid">
        {facts}
        <LastVisitCard lastVisit={summary.lastVisit} patientId={patientId} onOpen={onOpen} />
      </div>
    );
  return (
    <div className="summary-split">
      <div className="summary-column">{facts}</div>
      <div className="no-print">
        <Suspense fallback={<Skeleton lines={10} />}>
          <Timeline patientId={patientId} onOpen={onOpen} heading />
        </Suspense>
      </div>
      <div className="only-print">
        <LastVisitCard lastVisit={summary.lastVisit} patientId={patientId} onOpen={onOpen} />
      </div>
    </div>
  );
}
