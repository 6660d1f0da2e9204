import { showTime } from '../show-time.ts';
import { useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Tag } from '#web/ui/card.tsx';
import type { LookView } from '../../api.ts';
import type vi from '../access-log.vi.json';
import { wordFor } from './known-words.ts';
import { LookCard } from './look-card.tsx';

/** One look into the own record; an emergency and a refusal are told loudly. */
export function OneLook(props: { look: LookView; onWrong: () => void }) {
  const text = useText<typeof vi>();
  const { look } = props;
  const who = look.isOwn ? text('who.own') : look.who || text(unnamed(look));
  const roles = look.roles.map((role) => wordFor(text, 'role', role)).join(', ');
  const where = [look.isOwn ? '' : roles, look.facility ?? ''].filter((part) => part !== '').join(' · ');
  const times = look.lines > 1 ? `${text('look.times', { n: look.lines })} · ` : '';
  return (
    <LookCard
      title={who}
      tone={look.isEmergency ? 'danger' : look.isRefused ? 'care' : 'plain'}
      aside={<LoudTag look={look} />}
    >
      {where !== '' && <p>{where}</p>}
      {look.isEmergency && <p className="strong">{text('look.emergency.what')}</p>}
      {look.isRefused && <p>{text('look.refused.what')}</p>}
      <dl className="look-facts">
        <div>
          <dt>{text('look.why')}</dt>
          <dd>{wordFor(text, 'purpose', look.purpose)}</dd>
        </div>
        <div>
          <dt>{text(look.isRefused ? 'look.tried' : 'look.kinds')}</dt>
          <dd>{look.kinds.map((kind) => wordFor(text, 'kind', kind)).join(', ')}</dd>
        </div>
        <div>
          <dt>{text('review.when')}</dt>
          <dd>
            {times}
            {showTime(look.first, look.last)}
          </dd>
        </div>
      </dl>
      {!look.isOwn && !isByLink(look) && (
        <div className="look-actions">
          {look.complaint === undefined ? (
            <Button look="quiet" icon="warning" onClick={props.onWrong}>
              {text('look.wrong')}
            </Button>
          ) : (
            <Tag tone="info" icon="check">
              {text('look.complained')}
            </Tag>
          )}
        </div>
      )}
    </LookCard>
  );
}

/** Opened by a link that she gave away, by somebody without an account. */
const isByLink = ({ who, kinds }: LookView): boolean => who === '' && kinds.includes('shared');

function unnamed(look: LookView): 'who.link' | 'who.system' | 'who.unknown' {
  if (isByLink(look)) return 'who.link';
  return look.isSystem ? 'who.system' : 'who.unknown';
}

function LoudTag(props: { look: LookView }) {
  const text = useText<typeof vi>();
  if (props.look.isEmergency)
    return (
      <Tag tone="danger" icon="warning">
        {text('look.emergency')}
      </Tag>
    );
  if (!props.look.isRefused) return null;
  return (
    <Tag tone="care" icon="warning">
      {text('look.refused')}
    </Tag>
  );
}
