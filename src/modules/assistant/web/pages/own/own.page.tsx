import { Link } from 'wouter';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { answerOwnAlert, readOwnAlerts, type ShownAlert } from '../../../api.ts';
import { AlertCard } from '../../parts/alert-card.tsx';
import { AlertList } from '../../parts/alert-list.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useAssistantText } from '../../assistant-text.ts';
import '../../assistant.css';

/** Her own alerts and those of whom she looks after: quiet where nothing is to be done. */
export default function OwnAlertsPage() {
  const text = useAssistantText();
  return (
    <div className="stack assistant-page">
      <div>
        <h1>{text('own.title')}</h1>
        <p className="quiet">{text('own.what')}</p>
      </div>
      <AlertList endpoint={readOwnAlerts} none={text('own.none')}>
        {(alert) => <OneOwn key={alert.id} alert={alert} />}
      </AlertList>
    </div>
  );
}

function OneOwn(props: { alert: ShownAlert }) {
  const { alert } = props;
  const { id, patientId, asks, state } = alert;
  const text = useAssistantText();
  const language = useLanguage();
  const answer = useAct(answerOwnAlert);
  return (
    <AlertCard alert={alert} title={text('own.heading', { title: alert.title[language], name: alert.name })}>
      {state === 'open' && asks === 'person' && (
        <>
          {answer.isError && <Trouble error={answer.error} />}
          <p className="row">
            {alert.measureAgain && (
              <Link href="/own" className="assistant-link">
                <Icon name="vital" />
                {text('own.measure')}
              </Link>
            )}
            {!alert.urgent && (
              <Link href="/booking" className="assistant-link">
                <Icon name="calendar" />
                {text('own.book')}
              </Link>
            )}
            {!alert.measureAgain && (
              <Button
                busy={answer.isPending}
                onClick={() => answer.mutate({ patientId, id, answer: 'done' })}
              >
                {text('own.done')}
              </Button>
            )}
          </p>
        </>
      )}
    </AlertCard>
  );
}
