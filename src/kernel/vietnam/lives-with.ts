import type { Patient } from '@medplum/fhirtypes';

/** Says with whom somebody came to live, where a device registered her. */
export const livesWith = 'urn:sen:lives-with';

/** The id of whom she was registered as living with. */
export function mateOf({ extension = [] }: Patient): string | undefined {
  const [type, id] =
    extension.find(({ url }) => url === livesWith)?.valueReference?.reference?.split('/') ?? [];
  return type === 'Patient' ? id : undefined;
}
