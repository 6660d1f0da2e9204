import type { Json } from './saved-write.ts';

/** A person as lists show her. */
export interface FoundPerson {
  readonly kind: 'people';
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string;
  readonly gender?: string;
  /** Hamlet, street or commune, as her record words it. */
  readonly place?: string;
  readonly phone?: string;
  /** Made on this device and not at the centre yet. */
  readonly isNew: boolean;
}

interface PatientLike {
  readonly name?: readonly {
    readonly use?: string;
    readonly text?: string;
    readonly family?: string;
    readonly given?: readonly string[];
  }[];
  readonly birthDate?: string;
  readonly gender?: string;
  readonly telecom?: readonly { readonly system?: string; readonly value?: string }[];
  readonly address?: readonly {
    readonly use?: string;
    readonly text?: string;
    readonly line?: readonly string[];
    readonly district?: string;
    readonly city?: string;
  }[];
}

/** The line of a Patient. Family, then given names, as Vietnamese names are written. */
export function foundPerson(patient: Json, isNew: boolean): FoundPerson {
  const { name = [], birthDate, gender, telecom = [], address = [] } = patient as unknown as PatientLike;
  const called = name.find(({ use }) => use !== 'old' && use !== 'nickname') ?? name[0];
  const home = address.find(({ use }) => use !== 'old') ?? address[0];
  const place = home?.text ?? [...(home?.line ?? []), home?.district, home?.city].filter(Boolean).join(', ');
  const phone = telecom.find(({ system }) => system === 'phone')?.value;
  return {
    kind: 'people',
    id: patient.id ?? '',
    name: called?.text ?? [called?.family, ...(called?.given ?? [])].filter(Boolean).join(' '),
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    ...(place !== '' && { place }),
    ...(phone !== undefined && { phone }),
    isNew,
  };
}
