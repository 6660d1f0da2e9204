import { Tag } from '#web/ui/card.tsx';
import type { ShownDose } from '../../api.ts';
import { useImmunisationText } from './immunisation-text.ts';

const looks = {
  given: { tone: 'good', icon: 'check' },
  overdue: { tone: 'danger', icon: 'warning' },
  due: { tone: 'care', icon: 'bell' },
  later: { tone: 'plain', icon: 'calendar' },
  waits: { tone: 'plain', icon: 'calendar' },
  postponed: { tone: 'info', icon: 'info' },
  contraindicated: { tone: 'danger', icon: 'close' },
  'too-late': { tone: 'plain', icon: 'close' },
} as const;

/** How a dose stands: a shape and a word, not only a colour. */
export function StateTag(props: { state: ShownDose['state'] }) {
  const text = useImmunisationText();
  const { tone, icon } = looks[props.state];
  return (
    <Tag tone={tone} icon={icon}>
      {text(`state.${props.state}`)}
    </Tag>
  );
}
