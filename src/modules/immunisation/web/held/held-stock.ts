import type { Immunization, Observation } from '@medplum/fhirtypes';
import type { Device } from '#web/offline/device.ts';
import { reactionFrom } from '../../domain/device-reaction.ts';
import { stockReference, takenFrom, withLocked, type HeldStock } from '../../domain/held-stock.ts';
import { severityOf } from '../../domain/reaction.ts';
import { stockWith, type StockStep } from '../../domain/stock-with.ts';

/** The station's vaccines as the device knows them: as the centre told last, with what was done here since. Undefined where it never told. */
export async function heldStock(device: Device): Promise<HeldStock | undefined> {
  const stock = await device.reference<HeldStock>(stockReference);
  if (stock === undefined) return undefined;
  const { pending } = device.status();
  const waiting = new Map(pending.map((write) => [write.id, write]));
  const calls = await device.calls();
  // What the centre took already stands before all that waits.
  const steps: StockStep[] = calls.filter(({ id }) => !waiting.has(id)).map((call) => ({ call }));
  for (const { id, names } of pending) {
    const call = calls.find((one) => one.id === id);
    if (call !== undefined) steps.push({ call });
    for (const doseId of idsOf(names, 'Immunization')) {
      const dose = await readDose(device, doseId);
      const taken = dose === undefined ? undefined : takenFrom(dose);
      if (taken !== undefined) steps.push({ dose: taken });
    }
  }
  const names = pending.flatMap((write) => write.names);
  const notes = await Promise.all(
    idsOf(names, 'Observation').map((id) => device.read<Observation>('Observation', id)),
  );
  const severe = notes.flatMap((one) => {
    const noted = one === undefined ? undefined : reactionFrom(one);
    return noted !== undefined && severityOf(noted.signs) === 'severe' ? [noted.immunizationId] : [];
  });
  const suspects = await Promise.all(severe.map((id) => readDose(device, id)));
  return withLocked(stockWith(stock, steps), new Set(suspects.flatMap((one) => one?.lotNumber ?? [])));
}

const readDose = (device: Device, id: string) => device.read<Immunization>('Immunization', id);

function idsOf(names: readonly string[], type: string): string[] {
  return [...new Set(names.filter((name) => name.startsWith(`${type}/`)))].map((name) =>
    name.slice(type.length + 1),
  );
}
