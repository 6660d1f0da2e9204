import type { Resource } from '@medplum/fhirtypes';
import { sensitiveBits, sensitivityOf } from '#kernel/sensitivity/sensitivity.ts';

/**
 * Lines of HIV, mental health and their like, by their codes or their label: that something of them is out of order is told by nothing here.
 * A label that closes nothing, such as usual confidentiality, silences nothing.
 */
export function isSensitive(line: Resource): boolean {
  return (sensitivityOf({ ...line }) & sensitiveBits) !== 0;
}
