import type { LeftOver } from '#kernel/fhir/questionnaire/response.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useFormWords } from './form-words.ts';
import { showAnswer } from './show-answer.ts';

/** What was answered in another version and finds no place in this one. */
export function LeftOvers(props: { leftOver: readonly LeftOver[] }) {
  const say = useFormWords();
  const language = useLanguage();
  return (
    <Notice tone="care">
      <p>{say('draftOther')}</p>
      <ul className="stack-tight">
        {props.leftOver.map(({ linkId, text, answers }) => (
          <li key={linkId}>
            {text}: <b>{answers.map((answer) => showAnswer(answer, language)).join('; ')}</b>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
