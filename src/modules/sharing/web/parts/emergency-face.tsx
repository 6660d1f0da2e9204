import { emergencyKinds, lineOf, type EmergencyItem } from '../../domain/emergency-card.ts';
import { useSharingText } from '../sharing-text.ts';

/** The card as it is read and printed: large, each number can be pressed to call. */
export function EmergencyFace({ items }: { items: readonly EmergencyItem[] }) {
  const text = useSharingText();
  const kinds = emergencyKinds.filter((kind) => items.some((one) => one.kind === kind));
  return (
    <section className="emergency-face" aria-label={text('emergency.title')}>
      <p className="emergency-head">{text('emergency.head')}</p>
      <dl>
        {kinds.map((kind) => (
          <div key={kind}>
            <dt>{text(`kind.${kind}`)}</dt>
            {items
              .filter((one) => one.kind === kind)
              .map((one, at) => (
                <dd key={`${one.text} ${at}`}>
                  {one.phone === undefined ? (
                    lineOf(one)
                  ) : (
                    <>
                      {one.text}
                      {one.detail !== undefined && ` · ${one.detail}`} ·{' '}
                      <a href={`tel:${one.phone.replaceAll(/[^0-9+]/gu, '')}`}>{one.phone}</a>
                    </>
                  )}
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </section>
  );
}
