import { showDay } from '#kernel/display/show-date.ts';
import { Tag } from '#web/ui/card.tsx';
import { useNow } from '#web/ui/now.ts';
import type { CertificateLine } from '../../api.ts';
import { useSignaturesText } from './signatures-text.ts';

const dayMs = 86_400_000;
/** From so many days on it is said that a certificate runs out. */
const soon = 30;

/** Whose a certificate is and how long it is good. */
export function CertificateFacts(props: { certificate: CertificateLine }) {
  const text = useSignaturesText();
  const { certificate } = props;
  const now = useNow();
  const days = Math.ceil((new Date(certificate.to).getTime() - now.getTime()) / dayMs);
  return (
    <dl className="sign-facts">
      <div>
        <dt>{text('certificate.holder')}</dt>
        <dd className="strong">{certificate.name}</dd>
      </div>
      <div>
        <dt>{text('certificate.licence')}</dt>
        <dd>{certificate.licence}</dd>
      </div>
      <div>
        <dt>{text('certificate.facility')}</dt>
        <dd>{certificate.facility}</dd>
      </div>
      <div>
        <dt>{text('certificate.until')}</dt>
        <dd>
          {showDay(certificate.to)}{' '}
          {certificate.state === 'good' && days <= soon && (
            <Tag tone="care" icon="warning">
              {text('certificate.soon', { days: String(days) })}
            </Tag>
          )}
        </dd>
      </div>
      <div>
        <dt>{text('certificate.keeper')}</dt>
        <dd>{text(`keeper.${certificate.keeper}`)}</dd>
      </div>
    </dl>
  );
}

/** The state of a certificate as a word with a shape. */
export function StateTag(props: { state: 'good' | 'expired' | 'revoked' | 'not-yet-valid' | 'unknown' }) {
  const text = useSignaturesText();
  const tone = props.state === 'good' ? 'good' : props.state === 'revoked' ? 'danger' : 'care';
  return (
    <Tag tone={tone} icon={props.state === 'good' ? 'check' : 'warning'}>
      {text(`state.${props.state}`)}
    </Tag>
  );
}
