import { useState } from 'react';
import { showDay } from '#kernel/display/show-date.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextArea } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { answerFacilityAlert, readFacilityAlerts, type ShownAlert } from '../../../api.ts';
import { AlertCard } from '../../parts/alert-card.tsx';
import { AlertList } from '../../parts/alert-list.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useAssistantText } from '../../assistant-text.ts';
import '../../assistant.css';

const answers = ['acted', 'handed-over', 'not-useful'] as const;
const leastWords = 5;

/** What the facility is asked for, the first to be answered on top. */
export default function AlertsPage() {
  const text = useAssistantText();
  return (
    <div className="stack assistant-page">
      <div>
        <h1>{text('alerts.title')}</h1>
        <p className="quiet">{text('alerts.what')}</p>
      </div>
      <AlertList endpoint={readFacilityAlerts} none={text('alerts.none')}>
        {(alert) => <OneAlert key={alert.id} alert={alert} />}
      </AlertList>
    </div>
  );
}

function OneAlert(props: { alert: ShownAlert }) {
  const { alert } = props;
  const text = useAssistantText();
  const language = useLanguage();
  const title = text('alerts.heading', {
    title: alert.title[language],
    name: alert.name,
    born: showDay(alert.birth),
  });
  return (
    <AlertCard alert={alert} title={title}>
      {alert.state === 'open' && <AnswerForm alert={alert} />}
    </AlertCard>
  );
}

function AnswerForm(props: { alert: ShownAlert }) {
  const { id, patientId } = props.alert;
  const text = useAssistantText();
  const [words, setWords] = useState('');
  const [isTried, setTried] = useState(false);
  const answer = useAct(answerFacilityAlert);
  const lacksWords = words.trim().length < leastWords;
  const send = (which: (typeof answers)[number]) => {
    setTried(true);
    if (!lacksWords) answer.mutate({ patientId, id, answer: which, words: words.trim() });
  };
  return (
    <>
      <TextArea
        label={text('alerts.words')}
        hint={text('alerts.words.hint')}
        value={words}
        maxLength={1000}
        error={isTried && lacksWords ? text('alerts.words.needed') : undefined}
        onChange={(event) => setWords(event.target.value)}
      />
      {answer.isError && <Trouble error={answer.error} />}
      <p className="row">
        {answers.map((which) => (
          <Button
            key={which}
            {...(which === 'acted' && { look: 'main' as const, icon: 'check' as const })}
            {...(which === 'not-useful' && { look: 'quiet' as const })}
            busy={answer.isPending && answer.variables.answer === which}
            disabled={answer.isPending}
            onClick={() => send(which)}
          >
            {text(`alerts.${which}`)}
          </Button>
        ))}
      </p>
    </>
  );
}
