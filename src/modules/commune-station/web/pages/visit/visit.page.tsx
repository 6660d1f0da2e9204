import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Patient, Resource } from '@medplum/fhirtypes';
import type { PageProps } from '#web/shell/define-page.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useDevice } from '#web/offline/device-context.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import { openVisit, type VisitUnderWay } from '../../../domain/visit/kept-visit.ts';
import { emptyVisit } from '../../../domain/visit/visit-draft.ts';
import { StationPage } from '../../here/station-page.tsx';
import { useStationText } from '../../parts/station-text.ts';
import { SavedVisit, type Saved } from './saved-visit.tsx';
import type { KnownPerson } from './known-person.ts';
import { draftName, visitDrafts } from './use-kept-visit.ts';
import { VisitForm } from './visit-form.tsx';

const shown = [
  'Encounter',
  'Condition',
  'Observation',
  'MedicationRequest',
  'AllergyIntolerance',
  'EpisodeOfCare',
] as const satisfies Resource['resourceType'][];

/** One visit on one screen; read and saved through the device, with a network or without. */
export default function VisitPage({ params }: PageProps) {
  return (
    <StationPage>
      <Visit key={params['patientId']} patientId={params['patientId'] ?? ''} />
    </StationPage>
  );
}

function Visit({ patientId }: { patientId: string }) {
  const text = useStationText();
  const device = useDevice();
  const { me } = useShell();
  const [saved, setSaved] = useState<Saved>();
  const known = useQuery({
    queryKey: ['commune-station', 'known', patientId],
    networkMode: 'always',
    // What was typed must not be asked to agree with a record that is read again under it.
    staleTime: Infinity,
    queryFn: async (): Promise<Opened | undefined> => {
      const patient = await device.read<Patient>('Patient', patientId);
      if (patient === undefined) return undefined;
      const known = { patient, resources: await device.about(patientId, shown) };
      const now = device.now();
      const kept = await visitDrafts(me.name)
        .read(draftName(patientId))
        .catch(() => undefined);
      if (kept === undefined)
        return { known, begun: { draft: emptyVisit(patientId, now), typed: {}, forms: [] } };
      const restored = kept.facilityId === me.facility?.id ? 'here' : 'elsewhere';
      return { known, begun: openVisit(kept, now), restored };
    },
  });
  if (me.facility === undefined)
    return (
      <Notice tone="care">
        <p>{text('no-facility')}</p>
      </Notice>
    );
  if (saved !== undefined) return <SavedVisit saved={saved} />;
  if (known.isError) return <Trouble error={known.error} retry={() => void known.refetch()} />;
  if (known.isPending) return <Skeleton lines={8} />;
  if (known.data === undefined)
    return (
      <Notice tone="care">
        <p>{text('outside')}</p>
      </Notice>
    );
  return (
    <VisitForm
      key={known.dataUpdatedAt}
      {...known.data}
      facilityId={me.facility.id}
      onStartOver={() => void known.refetch()}
      onSaved={setSaved}
    />
  );
}

interface Opened {
  readonly known: KnownPerson;
  readonly begun: VisitUnderWay;
  readonly restored?: 'here' | 'elsewhere';
}
