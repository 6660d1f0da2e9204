import { Tag } from '#web/ui/card.tsx';
import type { OwnConversation } from '../../domain/doctor-contract.ts';
import { useMessagesText } from '../messages-text.ts';

const tones = { open: 'info', answered: 'good', closed: 'plain' } as const;

/** How a conversation stands. */
export function StateTag(props: { conversation: Pick<OwnConversation, 'state' | 'isLate'> }) {
  const { state, isLate } = props.conversation;
  const text = useMessagesText();
  return (
    <>
      <Tag tone={tones[state]}>{text(`state.${state}`)}</Tag>
      {isLate && (
        <Tag tone="care" icon="warning">
          {text('state.late')}
        </Tag>
      )}
    </>
  );
}
