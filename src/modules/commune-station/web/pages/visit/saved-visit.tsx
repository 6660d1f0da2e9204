import { Link } from 'wouter';
import { useMutation } from '@tanstack/react-query';
import { saveFile } from '#web/data/save-file.ts';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useStationText } from '../../parts/station-text.ts';

/** A visit that is safe. */
export interface Saved {
  readonly visitId: string;
  readonly state: 'sent' | 'saved';
  readonly hasPrescription: boolean;
  readonly hasReferral: boolean;
}

/** What can be done after a visit: its papers, and on to the next person. */
export function SavedVisit({ saved }: { saved: Saved }) {
  const text = useStationText();
  const client = useClient();
  const print = useMutation({
    mutationFn: (paper: 'prescription' | 'referral') =>
      client.file(`/api/outpatient/visits/${saved.visitId}/${paper}.pdf`),
    onSuccess: (bytes, paper) =>
      saveFile(bytes, paper === 'prescription' ? 'don-thuoc.pdf' : 'giay-chuyen.pdf'),
  });
  const isSent = saved.state === 'sent';
  return (
    <div className="stack">
      <Notice tone="good" live title={text(isSent ? 'saved.sent' : 'saved.here')} />
      <div className="row">
        {isSent && saved.hasPrescription && (
          <Button icon="print" busy={print.isPending} onClick={() => print.mutate('prescription')}>
            {text('print.prescription')}
          </Button>
        )}
        {isSent && saved.hasReferral && (
          <Button icon="print" busy={print.isPending} onClick={() => print.mutate('referral')}>
            {text('print.referral')}
          </Button>
        )}
        <Link className="button button-main" href="/station">
          {text('back.day')}
        </Link>
      </div>
      {print.isError && (
        <Notice tone="danger" live>
          <p>{text('print.failed')}</p>
        </Notice>
      )}
    </div>
  );
}
