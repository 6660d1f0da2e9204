import { useState } from 'react';
import { showMoment } from '#kernel/display/show-date.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Chip } from '#web/ui/field.tsx';
import { Nothing, Skeleton, Trouble } from '#web/ui/view.tsx';
import type { ShownReaction } from '../../../api.ts';
import { reactionSigns, type ReactionSign } from '../../../domain/reaction.ts';
import { useImmunisationText } from '../../parts/immunisation-text.ts';
import { Places } from '../../parts/places.tsx';
import { useReactions, useReportReaction } from '../../queries.ts';

/** Reactions after vaccinations: what has to be reported, and until when. */
export default function ReactionsPage() {
  const text = useImmunisationText();
  const { me } = useShell();
  const [only, setOnly] = useState<'open' | 'all'>('open');
  const query = useReactions(only);
  const reactions = query.data?.pages.flatMap((page) => page.reactions) ?? [];
  const mayGive = me.permissions.includes('immunisation.give');
  return (
    <div className="stack">
      <Places />
      <div>
        <h1>{text('reactions.title')}</h1>
        <p className="quiet">{text('reactions.what')}</p>
      </div>
      <div className="jab-chips" role="group" aria-label={text('session.filter')}>
        {(['open', 'all'] as const).map((one) => (
          <Chip key={one} pressed={only === one} onClick={() => setOnly(one)}>
            {text(`reactions.${one}`)}
          </Chip>
        ))}
      </div>
      {query.isError && <Trouble error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && !query.isError && <Skeleton />}
      {query.data !== undefined && reactions.length === 0 && (
        <Nothing icon="check" title={text('reactions.empty')} />
      )}
      {reactions.map((reaction) => (
        <Reaction key={reaction.id} reaction={reaction} mayReport={mayGive} />
      ))}
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {text('more')}
        </Button>
      )}
    </div>
  );
}

function Reaction(props: { reaction: ShownReaction; mayReport: boolean }) {
  const text = useImmunisationText();
  const language = useLanguage();
  const report = useReportReaction();
  const { reaction } = props;
  return (
    <Card
      title={reaction.name ?? text('hidden')}
      tone={reaction.severity === 'severe' && reaction.reportedAt === undefined ? 'danger' : 'plain'}
      aside={
        <Tag tone={reaction.severity === 'severe' ? 'danger' : 'plain'} icon="warning">
          {text(`severity.${reaction.severity}`)}
        </Tag>
      }
    >
      <p>
        {reaction.signs.map((sign) => reactionSigns[sign as ReactionSign]?.[language] ?? sign).join(', ')}
      </p>
      <p className="small quiet">
        {text('reaction.began', { at: showMoment(reaction.beganAt) })}
        {reaction.lotNumber !== undefined && ` ${text('lot.number', { lot: reaction.lotNumber })}`}
      </p>
      {reaction.reportedAt !== undefined ? (
        <p>{text('reaction.reported', { at: showMoment(reaction.reportedAt) })}</p>
      ) : (
        <p className={reaction.isLate ? 'jab-wrong strong' : 'strong'}>
          {text(reaction.isLate ? 'reaction.late' : 'reaction.due', { at: showMoment(reaction.reportDueAt) })}
        </p>
      )}
      {props.mayReport && reaction.reportedAt === undefined && (
        <Button busy={report.isPending} onClick={() => report.mutate(reaction.id)}>
          {text('reaction.report')}
        </Button>
      )}
      {report.isError && <Trouble error={report.error} />}
    </Card>
  );
}
