import { useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { useShell } from '#web/shell/shell-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { changeWorker, makeWorker, readWorkerForm } from '../../../api.ts';
import { workerForm, type WorkerForm } from '../../../domain/worker-form.ts';
import { Changes } from '../../parts/changes.tsx';
import { showFields, useDeskText } from '../../parts/desk-text.ts';
import { Judge } from '../../parts/judge.tsx';
import { WorkerIdentity, WorkerLicences, WorkerPosts } from '../../parts/worker-fields.tsx';
import '../../parts/desk.css';

const blank: WorkerForm = { name: '', licences: [{ number: '' }], posts: [] };

/** One health worker as her desk keeps her: licences, posts, and how the licences stand. */
export default function EditWorkerPage(props: PageProps) {
  const text = useDeskText();
  const { me } = useShell();
  const { id = 'new' } = props.params;
  const isNew = id === 'new';
  const query = useEndpoint(readWorkerForm, { id }, { enabled: !isNew });
  const mayJudge = me.permissions.includes('directory.judge-licences');
  return (
    <div className="stack">
      <p>
        <Link href="/directory/workers" className="desk-back">
          <Icon name="back" />
          {text('edit.back')}
        </Link>
      </p>
      <h1>{text(isNew ? 'worker.new' : 'worker.title')}</h1>
      {isNew ? (
        <Form id={undefined} form={blank} version="" facilities={{}} mayChange />
      ) : (
        <View query={query}>
          {(found) => (
            <>
              <Form key={id} {...found} />
              {mayJudge && found.mayChange && <Judge id={id} standings={found.standings} />}
              <Changes changes={found.changes} />
            </>
          )}
        </View>
      )}
    </div>
  );
}

function Form(props: {
  id: string | undefined;
  form: WorkerForm;
  version: string;
  facilities: Readonly<Record<string, string>>;
  mayChange: boolean;
}) {
  const text = useDeskText();
  const client = useClient();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [form, setForm] = useState(props.form);
  const [version, setVersion] = useState(props.version);
  const [facilities, setFacilities] = useState(props.facilities);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({
    mutationFn: async (filled: WorkerForm): Promise<string[]> => {
      if (props.id === undefined) {
        const { id } = await client.call(makeWorker, { form: filled });
        go(`/directory/workers/${id}`);
        return Object.keys(filled);
      }
      const answer = await client.call(changeWorker, { id: props.id, version, form: filled });
      setVersion(answer.version);
      return answer.fields;
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const filled = withoutBlanks(form);
    const parsed = workerForm.safeParse(filled);
    const faults = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.')));
    setWrong(faults);
    if (faults.size === 0) save.mutate(filled);
  };
  const fields = {
    form,
    wrong,
    change: (part: Partial<WorkerForm>) => setForm((now) => ({ ...now, ...part })),
  };
  return (
    <form className="desk-form" noValidate onSubmit={send}>
      {!props.mayChange && (
        <Notice tone="info">
          <p>{text('worker.read-only')}</p>
        </Notice>
      )}
      <WorkerIdentity {...fields} />
      <WorkerLicences {...fields} />
      <WorkerPosts
        {...fields}
        facilities={facilities}
        onFacility={(id, name) => setFacilities((known) => ({ ...known, [id]: name }))}
      />
      {wrong.size > 0 && <Notice tone="care" live title={text('edit.wrong')} />}
      {save.isError && <Trouble error={save.error} />}
      {save.isSuccess && (
        <Notice
          tone="good"
          live
          title={
            save.data.length === 0
              ? text('edit.unchanged')
              : text('edit.saved', { fields: showFields(save.data, text) })
          }
        />
      )}
      {props.mayChange && (
        <div className="desk-save">
          <Button look="main" type="submit" busy={save.isPending}>
            {text('worker.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

/** What was left empty is not said; a line without a number or a facility was never begun. */
function withoutBlanks(form: WorkerForm): WorkerForm {
  const { personalNumber, ...rest } = form;
  return {
    ...rest,
    ...(personalNumber !== undefined && personalNumber.trim() !== '' && { personalNumber }),
    licences: form.licences.filter(({ number }) => number.trim() !== ''),
    posts: form.posts.filter(({ facilityId, title }) => facilityId !== '' || title !== ''),
  };
}
