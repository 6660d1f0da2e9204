import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { EpisodeOfCare, Observation, Patient, Resource } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { useDevice } from '#web/offline/device-context.tsx';
import { rulesOf } from '../../../domain/all-rules.ts';
import { deliveryBundle, deliveryFrom, type Delivery } from '../../../domain/delivery.ts';
import { isOpenEpisode, programmeOf } from '../../../domain/episode.ts';
import { gatherFacts } from '../../../domain/gather-facts.ts';
import { gestationOn } from '../../../domain/pregnancy.ts';
import { keeperReference, type KeeperReference } from '../../../domain/keeper-reference.ts';
import { keptTypes, sourcesOf } from '../../held/held-sources.ts';

/** A mother with her pregnancy, as far as it is known. */
export interface KnownMother {
  readonly patient: Patient & { readonly id: string };
  readonly entry?: EpisodeOfCare | undefined;
  readonly dueOn?: string | undefined;
}

/** Who gives birth. Undefined where she is not held here, or not hers to see. */
export function useMother(patientId: string) {
  const device = useDevice();
  return useQuery({
    queryKey: ['programmes', 'mother', patientId],
    networkMode: 'always',
    // What was typed must not be asked to agree with a record that is read again under it.
    staleTime: Infinity,
    queryFn: async (): Promise<KnownMother | null> => {
      const patient = await device.read<Patient>('Patient', patientId);
      if (patient === undefined) return null;
      const known = await device.about(patientId, keptTypes);
      const entry = known.find(
        (one): one is EpisodeOfCare =>
          one.resourceType === 'EpisodeOfCare' && isOpenEpisode(one) && programmeOf(one) === 'antenatal',
      );
      const today = dayInVietnam(device.now());
      return {
        patient: { ...patient, id: patientId },
        ...(entry !== undefined && { entry, dueOn: dueOf(known, entry, today) }),
      };
    },
    select: (found) => found ?? undefined,
  });
}

function dueOf(known: readonly Resource[], entry: EpisodeOfCare, today: string): string | undefined {
  const rules = rulesOf('antenatal')!;
  const own = known.filter(
    (one) =>
      one.resourceType !== 'Observation' ||
      (one as Observation).focus === undefined ||
      (one as Observation).focus?.[0]?.reference === `EpisodeOfCare/${entry.id!}`,
  );
  const facts = gatherFacts(
    rules,
    sourcesOf(own, [rules]),
    entry.period?.start?.slice(0, 10) ?? today,
    today,
  );
  return gestationOn(facts, today)?.dueOn;
}

/** Writes the birth through the device; tells the ids of the children it made. */
export function useWriteBirth(known: KnownMother, facilityId: string) {
  const device = useDevice();
  const queries = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: async (birth: Delivery) => {
      const keeper = await device.reference<KeeperReference>(keeperReference);
      const bundle = deliveryBundle(birth, known.patient, known.entry, {
        facilityId,
        practitionerId: keeper?.practitionerId,
        newId: device.newId,
      });
      const { state } = await device.write(bundle);
      const procedure = bundle.entry?.[0]?.resource;
      const ids = procedure?.resourceType === 'Procedure' ? (deliveryFrom(procedure)?.childIds ?? []) : [];
      const names = birth.children.filter(({ isAlive }) => isAlive).map(({ name }) => name);
      return { state, children: ids.map((id, at) => ({ id, name: names[at] ?? '' })) };
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['programmes'] }),
  });
}
