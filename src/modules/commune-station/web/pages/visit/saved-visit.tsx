import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { useMutation } from '@tanstack/react-query';
import type { Bundle, Encounter, Patient } from '@medplum/fhirtypes';
import { prescriptionSlip, referralSlip, type Slip } from '#modules/outpatient/api.ts';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { useShell } from '#web/shell/shell-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Printed } from '../../paper/printed.tsx';
import { SlipPaper } from '../../paper/slip-paper.tsx';
import { useStationText } from '../../parts/station-text.ts';

/** A visit that is safe. */
export interface Saved {
  readonly visitId: string;
  readonly state: 'sent' | 'saved';
  readonly patient: Patient;
  readonly bundle: Bundle;
}

const papers = ['prescription', 'referral'] as const;
type Paper = (typeof papers)[number];

/** What can be done after a visit: its papers, and on to the next person. */
export function SavedVisit({ saved }: { saved: Saved }) {
  const text = useStationText();
  const client = useClient();
  const device = useDevice();
  const { me } = useShell();
  const [slip, setSlip] = useState<Slip>();
  const done = useCallback(() => setSlip(undefined), []);
  const slips = slipsOf(saved, me.facility?.name ?? '', me.name, device.now());
  const isSent = saved.state === 'sent';
  const print = useMutation({
    networkMode: 'always',
    mutationFn: async (paper: Paper): Promise<void> => {
      // What only this device has is printed by this device.
      if (!isSent) return setSlip(slips[paper]);
      const bytes = await client.file(`/api/outpatient/visits/${saved.visitId}/${paper}.pdf`);
      saveFile(bytes, paper === 'prescription' ? 'don-thuoc.pdf' : 'giay-chuyen.pdf');
    },
  });
  return (
    <div className="stack">
      <Notice tone="good" live title={text(isSent ? 'saved.sent' : 'saved.here')} />
      <div className="row">
        {papers.map(
          (paper) =>
            slips[paper] !== undefined && (
              <Button key={paper} icon="print" busy={print.isPending} onClick={() => print.mutate(paper)}>
                {text(`print.${paper}`)}
              </Button>
            ),
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
      {slip !== undefined && (
        <Printed onDone={done}>
          <SlipPaper slip={slip} />
        </Printed>
      )}
    </div>
  );
}

function slipsOf(
  { bundle, patient, visitId }: Saved,
  station: string,
  by: string,
  now: Date,
): Readonly<Record<Paper, Slip | undefined>> {
  const lines = (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
  const visit = lines.find(({ id }) => id === visitId) as Encounter;
  const whole = { person: patient, visit, station: { name: station }, lines, by, now };
  return { prescription: prescriptionSlip(whole), referral: referralSlip(whole) };
}
