import type { Immunization, Observation } from '@medplum/fhirtypes';
import type { Device } from '#web/offline/device.ts';
import { reactionFrom } from '../../domain/device-reaction.ts';
import { afterDoses, stockReference, takenFrom, type HeldStock } from '../../domain/held-stock.ts';
import { severityOf } from '../../domain/reaction.ts';

/** The station's vaccines as the device knows them: as the centre told last, less what was given here since. */
export async function heldStock(device: Device): Promise<HeldStock> {
  const stock = (await device.reference<HeldStock>(stockReference)) ?? { lots: [] };
  const names = device.status().pending.flatMap((write) => write.names);
  const doses = await Promise.all(idsOf(names, 'Immunization').map((id) => readDose(device, id)));
  const notes = await Promise.all(
    idsOf(names, 'Observation').map((id) => device.read<Observation>('Observation', id)),
  );
  const severe = notes.flatMap((one) => {
    const noted = one === undefined ? undefined : reactionFrom(one);
    return noted !== undefined && severityOf(noted.signs) === 'severe' ? [noted.immunizationId] : [];
  });
  const suspects = await Promise.all(severe.map((id) => readDose(device, id)));
  return afterDoses(
    stock,
    doses.flatMap((one) => (one === undefined ? [] : (takenFrom(one) ?? []))),
    new Set(suspects.flatMap((one) => one?.lotNumber ?? [])),
  );
}

const readDose = (device: Device, id: string) => device.read<Immunization>('Immunization', id);

function idsOf(names: readonly string[], type: string): string[] {
  return [...new Set(names.filter((name) => name.startsWith(`${type}/`)))].map((name) =>
    name.slice(type.length + 1),
  );
}
