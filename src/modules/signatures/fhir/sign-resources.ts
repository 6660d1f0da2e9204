import type { Provenance, Signature } from '@medplum/fhirtypes';
import { payloadOf, payloadOfBundle } from '../domain/canonical-json.ts';
import { signJws, type SigningDesk } from './sign-jws.ts';

/** One version of a resource, as it is stored. */
export interface SignedVersion {
  readonly resourceType: string;
  readonly id: string;
  readonly versionId: string;
  readonly text: string;
}

/** In whose name it is signed. */
export interface Signer {
  readonly practitionerId: string;
  readonly facilityId: string;
  readonly display: string;
}

/** Names one version and no other. */
export const versionReference = ({ resourceType, id, versionId }: SignedVersion): string =>
  `${resourceType}/${id}/_history/${versionId}`;

/** Signs versions of resources together; the Provenance names each of them in the order in which they were signed. */
export async function signResources(
  versions: readonly SignedVersion[],
  signer: Signer,
  desk: SigningDesk,
): Promise<Provenance> {
  const jws = await signJws(payloadOf(versions.map(({ text }) => text)), desk);
  return provenanceOver(versions, signer, jws, desk.now);
}

/** The Provenance that carries a finished signature over these versions. */
export function provenanceOver(
  versions: readonly SignedVersion[],
  signer: Signer,
  jws: string,
  now: Date,
): Provenance {
  const who = { reference: `Practitioner/${signer.practitionerId}`, display: signer.display };
  return {
    resourceType: 'Provenance',
    target: versions.map((version) => ({ reference: versionReference(version) })),
    recorded: now.toISOString(),
    activity: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion', code: 'LA' }],
    },
    agent: [
      {
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'legal' },
          ],
        },
        who,
        onBehalfOf: { reference: `Organization/${signer.facilityId}` },
      },
    ],
    signature: [signatureOf(jws, who, now)],
  };
}

/** A Bundle of type document with a signature over everything in it save the signature itself. */
export async function signBundle(bundle: string, signer: Signer, desk: SigningDesk): Promise<string> {
  const payload = payloadOfBundle(bundle);
  const jws = await signJws(payload, desk);
  const who = { reference: `Practitioner/${signer.practitionerId}`, display: signer.display };
  // The canonical text itself goes out: digits of numbers stay as they were signed.
  return `${payload.slice(0, -1)},"signature":${JSON.stringify(signatureOf(jws, who, desk.now))}}`;
}

function signatureOf(jws: string, who: Signature['who'], now: Date): Signature {
  return {
    type: [{ system: 'urn:iso-astm:E1762-95:2013', code: '1.2.840.10065.1.12.1.1' }],
    when: now.toISOString(),
    ...(who !== undefined && { who }),
    targetFormat: 'application/fhir+json',
    sigFormat: 'application/jose+json',
    data: Buffer.from(jws).toString('base64'),
  } as Signature;
}
