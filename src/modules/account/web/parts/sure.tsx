import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useSecurityText } from './security-text.ts';

/** Asks once more before something goes for good. */
export function Sure(props: {
  question: string;
  yes: string;
  busy: boolean;
  error: unknown;
  onYes: () => void;
  onNo: () => void;
}) {
  const text = useSecurityText();
  return (
    <Notice tone="care" live>
      <p>{props.question}</p>
      {props.error !== null && <Trouble error={props.error} />}
      <p className="security-actions">
        <Button look="danger" busy={props.busy} onClick={props.onYes}>
          {props.yes}
        </Button>
        <Button look="quiet" onClick={props.onNo}>
          {text('cancel')}
        </Button>
      </p>
    </Notice>
  );
}
