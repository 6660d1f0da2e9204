import type { Json, SavedEntry, SavedWrite } from './saved-write.ts';

const personReference = /^Patient\/([A-Za-z0-9.-]{1,64})$/;

/** The person of a transaction: the Patient that it writes, else the first that it points to as subject or patient. */
export function personOf(entries: readonly { readonly resource?: unknown }[]): string | undefined {
  for (const { resource } of entries) {
    const json = resource as Json | undefined;
    if (json === undefined) continue;
    if (json.resourceType === 'Patient') return json.id;
    for (const element of ['subject', 'patient', 'beneficiary', 'for', 'individual'] as const) {
      const { reference } = (json[element] ?? {}) as { reference?: unknown };
      const match = typeof reference === 'string' ? personReference.exec(reference) : null;
      if (match !== null) return match[1];
    }
    const named = /"reference":"Patient\/([A-Za-z0-9.-]{1,64})"/.exec(JSON.stringify(json));
    if (named !== null) return named[1];
  }
  return undefined;
}

/** Whose an entry of a write is: a birth writes about the mother and about her child. */
export function ownerOf({ name, resource }: SavedEntry, { patientId }: SavedWrite): string | undefined {
  if (name.startsWith('Patient/')) return name.slice('Patient/'.length);
  return (resource === undefined ? undefined : personOf([{ resource }])) ?? patientId;
}
