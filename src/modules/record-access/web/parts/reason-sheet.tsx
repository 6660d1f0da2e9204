import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { openRecord, type OpeningChoice } from '../../api.ts';
import { useOpeningAct } from '../queries.ts';
import { useAccessText } from './access-text.ts';
import { ReasonFields, useReason } from './reason-fields.tsx';

/** States a reason and opens the record; the client asks who she is before the call goes through. */
export function ReasonSheet(props: { patientId: string; choice: OpeningChoice; onClose: () => void }) {
  const text = useAccessText();
  const { patientId, choice, onClose } = props;
  const { kind } = choice;
  const state = useReason();
  const open = useOpeningAct(openRecord, onClose);
  return (
    <Sheet title={text(`sheet.${kind}`)} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          state.tried();
          if (state.fault === undefined) open.mutate({ patientId, kind, ...state.stated });
        }}
      >
        <ReasonFields choice={choice} state={state} />
        {open.isError && <Trouble error={open.error} />}
        <p>
          <Button
            look={kind === 'break-glass' ? 'danger' : 'main'}
            icon="lock"
            type="submit"
            busy={open.isPending}
          >
            {text(`sheet.go.${kind}`)}
          </Button>
        </p>
      </form>
    </Sheet>
  );
}
