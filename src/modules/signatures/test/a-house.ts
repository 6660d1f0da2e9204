import { readCertificate, type Certificate } from '../authority/certificate.ts';
import { answerOcsp, askOcsp, type State } from '../authority/ocsp.ts';
import { issueService, issueWorker, type Issued } from '../authority/issue.ts';
import type { SigningDesk } from '../fhir/sign-jws.ts';
import { softwareKey } from '../keys/software-key.ts';
import type { SigningAlgorithm, SigningKey } from '../keys/signing-key.ts';
import { answerStamp } from '../time/answer-stamp.ts';
import { askForStamp } from '../time/stamp.ts';

/** A house that issues and signs without any database: for tests of what a signature is. */
export interface TestHouse {
  readonly root: Certificate;
  readonly issuing: Issued;
  /** The key of its time-stamp service. */
  readonly clock: SigningKey;
  readonly roots: readonly Certificate[];
  /** A desk at which this worker signs at `now`; `state` is what the authority says of her certificate then. */
  desk(now?: Date, wish?: DeskWish): Promise<SigningDesk>;
}

export interface DeskWish {
  readonly state?: State;
  readonly alg?: SigningAlgorithm;
  readonly from?: Date;
  readonly to?: Date;
  readonly practitionerId?: string;
  /** Signs with a certificate of somebody else's. */
  readonly withCertificate?: Uint8Array;
}

export const theDay = new Date('2026-11-23T03:00:00Z');
export const lan = { practitionerId: 'lan', facilityId: 'station', display: 'Đỗ Thị Lan' };

export async function aHouse(made = new Date('2026-01-01T00:00:00Z')): Promise<TestHouse> {
  const root = await issueService('root', made);
  const issuing = await issueService('issuing', made, root);
  const [ocsp, tsa] = await Promise.all([
    issueService('ocsp', made, issuing),
    issueService('tsa', made, issuing),
  ]);
  const clock = softwareKey(tsa.privateKey, 'ES256', [tsa.certificate, issuing.certificate]);
  const rootCertificate = readCertificate(root.certificate);
  return {
    root: rootCertificate,
    roots: [rootCertificate],
    issuing,
    clock,
    async desk(now = theDay, wish = {}) {
      const worker = await issueWorker({
        worker: {
          name: 'Đỗ Thị Lan',
          licence: '001234/BN-CCHN',
          facilityName: 'Trạm Y tế xã Tiên Du',
          practitionerId: wish.practitionerId ?? 'lan',
        },
        now: wish.from ?? made,
        to: wish.to ?? new Date('2028-01-01T00:00:00Z'),
        issuer: issuing,
        alg: wish.alg,
      });
      const alg = wish.alg ?? 'ES256';
      const chain = [wish.withCertificate ?? worker.certificate, issuing.certificate];
      const issuer = readCertificate(issuing.certificate);
      const leaf = readCertificate(worker.certificate);
      const stateOf = (): Promise<State> => Promise.resolve(wish.state ?? { kind: 'good' });
      return {
        key: softwareKey(worker.privateKey, alg, chain),
        now,
        stamp: (bytes) => askForStamp((request) => answerStamp(request, clock, now), bytes),
        validation: async () => ({
          certificates: [issuing.certificate],
          ocsp: [await answerOcsp(askOcsp(leaf, issuer), { service: ocsp, issuer, stateOf }, now)],
          crls: [],
        }),
      };
    },
  };
}
