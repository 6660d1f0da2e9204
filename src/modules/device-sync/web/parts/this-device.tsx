import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { CentreProblem } from '#kernel/offline/centre.ts';
import { useClient } from '#web/data/client-context.tsx';
import { saveFile } from '#web/data/save-file.ts';
import { useDevice, useDeviceStatus } from '#web/offline/device-context.tsx';
import { codeFault, registerThisDevice, takeOutThisDevice } from '#web/offline/register-device.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { useLanguage, useText } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { TextField } from '#web/ui/field.tsx';
import { Notice } from '#web/ui/notice.tsx';
import type vi from '../device.vi.json';
import { devicesKey } from './device-list.tsx';

/** Registers this computer, or takes the data off it. */
export function ThisDevice() {
  const text = useText<typeof vi>();
  const status = useDeviceStatus();
  return status.mode === 'device' ? (
    <Registered />
  ) : (
    <div className="stack">
      <p>{text('this.none')}</p>
      <Register />
    </div>
  );
}

function useSession() {
  const client = useClient();
  const language = useLanguage();
  const { me } = useShell();
  return { name: me.name, me, facilityId: me.facility?.id, language: () => language, raw: client.raw };
}

function Register() {
  const text = useText<typeof vi>();
  const session = useSession();
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const fault = code === '' ? undefined : codeFault(code);
  const register = async () => {
    if (fault !== undefined) return setProblem(text(`code.${fault}`));
    if (code !== again) return setProblem(text('code.differs'));
    setProblem('');
    setBusy(true);
    try {
      await registerThisDevice(session, name, code === '' ? undefined : code);
      // The pages open the store from the beginning.
      location.reload();
    } catch (error) {
      if (!(error instanceof CentreProblem)) throw error;
      setProblem(error.sentence === '' ? text('failed') : error.sentence);
      setBusy(false);
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void register();
      }}
    >
      <TextField
        label={text('name')}
        hint={text('name.hint')}
        value={name}
        required
        maxLength={80}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={text('code')}
        hint={text('code.hint')}
        type="password"
        autoComplete="new-password"
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {code !== '' && (
        <TextField
          label={text('code.again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
      )}
      {problem !== '' && (
        <Notice tone="danger" live>
          {problem}
        </Notice>
      )}
      <Button look="main" type="submit" busy={isBusy}>
        {text('register')}
      </Button>
    </form>
  );
}

function Registered() {
  const text = useText<typeof vi>();
  const device = useDevice();
  const session = useSession();
  const queries = useQueryClient();
  const { pending } = useDeviceStatus();
  const [isRefused, setRefused] = useState(false);
  const takeOut = async () => {
    if (pending.length > 0) return setRefused(true);
    await device.close();
    await takeOutThisDevice(session);
    await queries.invalidateQueries({ queryKey: devicesKey });
    location.reload();
  };
  const rescue = async () => {
    const file = await device.rescue();
    if (file !== undefined) saveFile(file, 'sen-device-rescue.json');
  };
  return (
    <div className="stack">
      <p>{text('this.held')}</p>
      {isRefused && pending.length > 0 && (
        <Notice tone="care" live>
          {text('take-out.unsent', { n: pending.length })}
        </Notice>
      )}
      {pending.length > 0 && (
        <>
          <p className="small quiet">{text('rescue.what')}</p>
          <Button icon="download" onClick={() => void rescue()}>
            {text('rescue')}
          </Button>
        </>
      )}
      <TakeRescue />
      <Button look="danger" onClick={() => void takeOut()}>
        {text('take-out')}
      </Button>
    </div>
  );
}

function TakeRescue() {
  const text = useText<typeof vi>();
  const device = useDevice();
  const [isTaken, setTaken] = useState<boolean>();
  const take = async (file: File | undefined) => {
    if (file !== undefined) setTaken(await device.takeRescue(await file.text()));
  };
  return (
    <div className="stack-tight">
      <TextField
        label={text('rescue.take')}
        type="file"
        accept="application/json,.json"
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {isTaken !== undefined && (
        <Notice tone={isTaken ? 'good' : 'care'} live>
          {text(isTaken ? 'rescue.taken' : 'rescue.wrong')}
        </Notice>
      )}
    </div>
  );
}
