import { useLanguage, useText } from '#web/text/text-context.tsx';
import { Card } from '#web/ui/card.tsx';
import type { TopicSummary } from '../../api.ts';
import type vi from '../subscriptions.vi.json';

/** What systems can ask to be told of, with the addresses that they write into `criteria`. */
export function Topics(props: { topics: readonly TopicSummary[] }) {
  const text = useText<typeof vi>();
  const language = useLanguage();
  return (
    <Card title={text('topics')}>
      <p className="quiet small">{text('topics.what')}</p>
      <dl className="subscription-topics">
        {props.topics.map(({ url, title, description }) => (
          <div key={url}>
            <dt>{title[language]}</dt>
            <dd>{description[language]}</dd>
            <dd>
              <code>{url}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
