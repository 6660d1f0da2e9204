import { Tag } from '#web/ui/card.tsx';
import type { Certainty } from '../../domain/books/language.ts';
import { useStationText } from './station-text.ts';

/** How sure it is that a form is the official one: said on each of them. */
export function CertaintyTag({ certainty }: { certainty: Certainty }) {
  const text = useStationText();
  const tone = certainty === 'official' ? 'good' : certainty === 'verify' ? 'care' : 'info';
  return <Tag tone={tone}>{text(`certainty.${certainty}`)}</Tag>;
}
