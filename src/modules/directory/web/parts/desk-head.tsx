import { showDecimal } from '#kernel/display/show-number.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { openDesk } from '../../api.ts';
import { useDeskText } from './desk-text.ts';
import './desk.css';

/** Whose directory this is, and its figures. */
export function DeskHead() {
  const text = useDeskText();
  const language = useLanguage();
  const desk = useEndpoint(openDesk, {});
  if (desk.data === undefined) return null;
  const { places } = desk.data;
  const names = places.map((code) =>
    code === 'VN' ? text('desk.country') : (provinces.get(code)?.name ?? code),
  );
  return (
    <div className="stack-tight">
      {places.length === 0 ? (
        <Notice tone="care">
          <p>{text('desk.nowhere')}</p>
        </Notice>
      ) : (
        <p className="quiet">{text('desk.where', { places: names.join(', ') })}</p>
      )}
      <dl className="desk-figures">
        {(['facilities', 'workers', 'ending', 'ended'] as const).map((name) => (
          <div key={name}>
            <dt>{text(`desk.${name}`)}</dt>
            <dd>{showDecimal(String(desk.data[name]), language)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
