import { useLanguage } from '#web/text/text-context.tsx';
import { Tag } from '#web/ui/card.tsx';
import type { FacilityLine } from '../../api.ts';
import { openingStates } from '../../domain/facility-words.ts';
import { useFindText } from './find-text.ts';

/** Whether one can go there: closed for good or for a time, or by its hours now. Nothing where nobody told its hours. */
export function OpenState(props: { facility: Pick<FacilityLine, 'state' | 'openNow'> }) {
  const text = useFindText();
  const language = useLanguage();
  const { state, openNow } = props.facility;
  if (state !== 'open')
    return (
      <Tag tone={state === 'paused' ? 'care' : 'danger'} icon="close">
        {openingStates[state][language]}
      </Tag>
    );
  if (openNow === null) return null;
  return openNow ? (
    <Tag tone="good" icon="check">
      {text('open.yes')}
    </Tag>
  ) : (
    <Tag>{text('open.no')}</Tag>
  );
}
