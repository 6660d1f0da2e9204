import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Patient, Resource } from '@medplum/fhirtypes';
import type { PageProps } from '#web/shell/define-page.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useDevice, WithDevice } from '#web/offline/device-context.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Skeleton, Trouble } from '#web/ui/view.tsx';
import { useStationText } from '../../parts/station-text.ts';
import { SavedVisit, type Saved } from './saved-visit.tsx';
import type { KnownPerson } from './known-person.ts';
import { VisitForm } from './visit-form.tsx';
import '../../parts/station.css';

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
    <WithDevice waiting={<Skeleton lines={8} />}>
      <Visit key={params['patientId']} patientId={params['patientId'] ?? ''} />
    </WithDevice>
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
    queryFn: async (): Promise<KnownPerson | undefined> => {
      const patient = await device.read<Patient>('Patient', patientId);
      return patient && { patient, resources: await device.about(patientId, shown) };
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
  return <VisitForm known={known.data} facilityId={me.facility.id} onSaved={setSaved} />;
}
