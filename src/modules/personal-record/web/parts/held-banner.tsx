import type { ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { AllergyIntolerance, Patient, Resource } from '@medplum/fhirtypes';
import { useDevice, WithDevice } from '#web/offline/device-context.tsx';
import { allergiesOf } from '../../domain/summary.ts';
import { personOf } from '../../domain/person.ts';
import { AllergyTag, Who } from './banner-facts.tsx';
import { useRecordText } from './record-text.ts';

interface Props {
  readonly patientId: string;
  /** What is shown where this computer does not hold her either. */
  readonly otherwise: ReactNode;
}

/** Who she is by what this computer holds, where the centre gives no answer: nobody writes about somebody she cannot see. */
export function HeldBanner(props: Props) {
  return (
    <WithDevice waiting={null}>
      <Held {...props} />
    </WithDevice>
  );
}

function Held({ patientId, otherwise }: Props) {
  const text = useRecordText();
  const device = useDevice();
  const held = useQuery({
    queryKey: ['personal-record', 'held', patientId],
    networkMode: 'always',
    retry: false,
    queryFn: async () => {
      const patient = await device.read<Patient>('Patient', patientId);
      if (patient === undefined) return null;
      const allergies = (await device.about(patientId, ['AllergyIntolerance'])).filter(isAllergy);
      const reading = { nameOf: () => undefined, wordOf: () => undefined, now: device.now() };
      return { person: personOf(patient), allergies: allergiesOf(allergies, reading) };
    },
  });
  if (held.isPending) return null;
  if (!held.data) return otherwise;
  return (
    <>
      <Who person={held.data.person} numbers={false} />
      <div className="banner-tags">
        <AllergyTag allergies={held.data.allergies} />
        <span className="quiet small">{text('banner.held')}</span>
      </div>
    </>
  );
}

function isAllergy(resource: Resource): resource is AllergyIntolerance {
  return resource.resourceType === 'AllergyIntolerance';
}
