import { useState, type FormEvent } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Trouble } from '#web/ui/view.tsx';
import { useSignaturesText } from '../../parts/signatures-text.ts';
import { VerificationView } from '../../parts/verification-view.tsx';
import { useVerify } from '../../queries.ts';
import '../../parts/signatures.css';

/** A file or a code goes in; who signed, when and whether it is whole comes out. */
export default function VerifyPage() {
  const text = useSignaturesText();
  const verify = useVerify();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    verify.mutate(code.trim());
  };
  return (
    <div className="stack">
      <div>
        <h1>{text('verify.title')}</h1>
        <p className="quiet">{text('verify.what')}</p>
      </div>
      <Card title={text('verify.title')} icon="document">
        <div className="sign-fields">
          <TextField
            label={text('verify.file')}
            type="file"
            accept=".pdf,.xml,.json"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file) verify.mutate(file);
            }}
          />
          <form onSubmit={submit} className="stack-tight">
            <TextField
              label={text('verify.code')}
              hint={text('verify.code.hint')}
              value={code}
              maxLength={40}
              autoComplete="off"
              spellCheck={false}
              onChange={({ currentTarget }) => setCode(currentTarget.value)}
            />
            <p>
              <Button
                type="submit"
                look="main"
                icon="check"
                busy={verify.isPending}
                disabled={code.trim().length < 10}
              >
                {text('verify.do')}
              </Button>
            </p>
          </form>
        </div>
      </Card>
      {verify.isError && <Trouble error={verify.error} />}
      {verify.data && <VerificationView verification={verify.data} />}
    </div>
  );
}
