import { showDay, showMoment } from '#kernel/display/show-date.ts';
import { Card } from '#web/ui/card.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type { Verification, VerdictLine } from '../../api.ts';
import { StateTag } from './certificate-facts.tsx';
import { useSignaturesText, wordOr } from './signatures-text.ts';

const tones = { valid: 'good', broken: 'danger', unproven: 'care', none: 'info' } as const;

/** The answer first, then each signature with its reasons. */
export function VerificationView(props: { verification: Verification }) {
  const text = useSignaturesText();
  const { result, signatures } = props.verification;
  return (
    <div className="stack">
      <Notice tone={tones[result]} title={text(`verify.${result}`)} live />
      {signatures.map((one, at) => (
        // Signatures have no name of their own and never change their place.
        // oxlint-disable-next-line react/no-array-index-key
        <OneSignature key={at} signature={one} />
      ))}
    </div>
  );
}

function OneSignature(props: { signature: VerdictLine }) {
  const text = useSignaturesText();
  const { signer, certificate, faults, provenAt, claimedAt } = props.signature;
  const then = certificate.then;
  return (
    <Card title={signer.name === '' ? text('state.unknown') : signer.name} icon="mend">
      {faults.length > 0 && (
        <ul>
          {faults.map((fault) => (
            <li key={fault}>{wordOr(text, `wrong.${fault}`, fault)}</li>
          ))}
        </ul>
      )}
      <dl className="sign-facts">
        <div>
          <dt>{text('verify.signed-at')}</dt>
          <dd>
            {showMoment(provenAt ?? claimedAt)}{' '}
            <span className="quiet">{text(provenAt === undefined ? 'verify.claimed' : 'verify.proven')}</span>
          </dd>
        </div>
        <div>
          <dt>{text('certificate.licence')}</dt>
          <dd>{signer.licence}</dd>
        </div>
        <div>
          <dt>{text('certificate.facility')}</dt>
          <dd>{signer.facility}</dd>
        </div>
        <div>
          <dt>{text('verify.then')}</dt>
          <dd>
            <StateTag state={then} />
          </dd>
        </div>
        <div>
          <dt>{text('verify.now')}</dt>
          <dd>
            <StateTag state={certificate.now} /> {certificate.to !== undefined && showDay(certificate.to)}
          </dd>
        </div>
        <div>
          <dt>{text('verify.issuer')}</dt>
          <dd>
            {certificate.issuer}{' '}
            <span className="quiet">
              ({text(certificate.isTrusted ? 'verify.trusted' : 'verify.not-trusted')})
            </span>
          </dd>
        </div>
      </dl>
    </Card>
  );
}
