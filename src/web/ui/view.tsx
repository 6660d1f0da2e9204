import { useEffect, useState, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { RequestProblem } from '#web/data/problem.ts';
import { useWords } from '#web/text/text-context.tsx';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import { Notice } from './notice.tsx';

/** Grey lines in place of what is coming; only after 200 ms, so that a quick answer never flickers. */
export function Skeleton(props: { lines?: number }) {
  const words = useWords();
  const [shown, setShown] = useState(false);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const show = setTimeout(() => setShown(true), 200);
    const admit = setTimeout(() => setSlow(true), 4000);
    return () => {
      clearTimeout(show);
      clearTimeout(admit);
    };
  }, []);
  if (!shown) return null;
  return (
    <output className="skeleton">
      <b className={slow ? 'quiet small' : 'unseen'}>{slow ? words('loading.slow') : words('loading')}</b>
      {Array.from({ length: props.lines ?? 6 }, (_, line) => (
        <span key={line} />
      ))}
    </output>
  );
}

/** What will be here and how to begin. */
export function Nothing(props: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <Icon name={props.icon} size={32} />
      <p className="strong">{props.title}</p>
      {props.children}
    </div>
  );
}

/** What went wrong, what is safe and what to do now. */
export function Trouble(props: { error: unknown; retry?: () => void; compact?: boolean }) {
  const words = useWords();
  const problem = props.error instanceof RequestProblem ? props.error : undefined;
  const trouble = problem?.trouble ?? 'broken';
  const tone =
    trouble === 'broken' || trouble === 'wrong' ? 'danger' : trouble === 'refused' ? 'care' : 'info';
  return (
    <Notice tone={tone} title={words(`trouble.${trouble}.title`)} live>
      {problem?.sentence && trouble !== 'refused' && <p>{problem.sentence}</p>}
      <p>{words(`trouble.${trouble}.what`)}</p>
      {problem?.findings.map(
        (finding) =>
          finding.sentence !== '' &&
          finding.sentence !== problem.sentence && (
            <p key={`${finding.path}${finding.sentence}`}>{finding.sentence}</p>
          ),
      )}
      {problem?.requestId && trouble === 'broken' && (
        <p className="tiny quiet">{words('trouble.request', { id: problem.requestId })}</p>
      )}
      {props.retry && trouble !== 'refused' && trouble !== 'missing' && (
        <p>
          <Button icon="retry" onClick={props.retry}>
            {words('retry')}
          </Button>
        </p>
      )}
    </Notice>
  );
}

/**
 * A question to the server in each of its states: waiting, offline, refused, broken, or whole. What was read before stays in
 * sight when a later question fails.
 */
export function View<T>(props: {
  query: UseQueryResult<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const { query } = props;
  const retry = () => void query.refetch();
  if (query.data !== undefined)
    return (
      <>
        {query.isError && <Trouble error={query.error} retry={retry} />}
        {props.children(query.data)}
      </>
    );
  if (query.isError) return <Trouble error={query.error} retry={retry} />;
  if (query.fetchStatus === 'paused') return <Trouble error={new RequestProblem('offline')} />;
  return <Skeleton lines={props.lines ?? 6} />;
}
