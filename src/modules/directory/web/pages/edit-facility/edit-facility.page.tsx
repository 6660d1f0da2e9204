import { useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { formatPhone } from '#kernel/vietnam/phone.ts';
import { useClient, useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Trouble, View } from '#web/ui/view.tsx';
import { changeFacility, makeFacility, readFacilityForm } from '../../../api.ts';
import { facilityForm, type FacilityForm } from '../../../domain/facility-form.ts';
import { readHours, writeHours } from '#kernel/vietnam/opening-hours.ts';
import { Changes } from '../../parts/changes.tsx';
import { Identity, Opening, Place } from '../../parts/facility-fields.tsx';
import { showFields, useDeskText } from '../../parts/desk-text.ts';
import '../../parts/desk.css';

const blank: FacilityForm = {
  code: '',
  name: '',
  kind: 'hospital',
  codes: {},
  commune: '',
  state: 'open',
  hours: [],
  services: [],
  beds: [],
};

/** One facility as its desk keeps it. */
export default function EditFacilityPage(props: PageProps) {
  const text = useDeskText();
  const { id = 'new' } = props.params;
  const isNew = id === 'new';
  const query = useEndpoint(readFacilityForm, { id }, { enabled: !isNew });
  return (
    <div className="stack">
      <p className="row-between">
        <Link href="/directory/facilities" className="desk-back">
          <Icon name="back" />
          {text('edit.back')}
        </Link>
        {!isNew && <Link href={`/facilities/${id}`}>{text('edit.public')}</Link>}
      </p>
      <h1>{text(isNew ? 'edit.new' : 'edit.title')}</h1>
      {isNew ? (
        <Form id={undefined} form={blank} version="" mayChange />
      ) : (
        <View query={query}>
          {(found) => (
            <>
              <Form key={id} {...found} />
              <Changes changes={found.changes} />
            </>
          )}
        </View>
      )}
    </div>
  );
}

function Form(props: { id: string | undefined; form: FacilityForm; version: string; mayChange: boolean }) {
  const text = useDeskText();
  const client = useClient();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [form, setForm] = useState(() => readable(props.form));
  const [hours, setHours] = useState(() => writeHours(props.form.hours));
  const [version, setVersion] = useState(props.version);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({
    mutationFn: async (filled: FacilityForm): Promise<string[]> => {
      if (props.id === undefined) {
        const { id } = await client.call(makeFacility, { form: filled });
        go(`/directory/facilities/${id}`);
        return Object.keys(filled);
      }
      const answer = await client.call(changeFacility, { id: props.id, version, form: filled });
      setVersion(answer.version);
      return answer.fields;
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = readHours(hours);
    const filled = {
      ...withoutBlanks(form),
      hours: (read ?? []).map(({ days, from, to }) => ({ days: [...days], from, to })),
    };
    const faults = new Set([...faultsOf(filled), ...(read === undefined ? ['hours'] : [])]);
    setWrong(faults);
    if (faults.size === 0) save.mutate(filled);
  };
  const fields = {
    form,
    wrong,
    change: (part: Partial<FacilityForm>) => {
      setForm((now) => ({ ...now, ...part }));
      // What was just mended is not wrong any more; whether it is right is looked at with the next saving.
      setWrong((now) => new Set([...now].filter((name) => !Object.hasOwn(part, name))));
    },
  };
  return (
    <form className="desk-form" noValidate onSubmit={send}>
      {!props.mayChange && (
        <Notice tone="info">
          <p>{text('edit.read-only')}</p>
        </Notice>
      )}
      <Identity {...fields} />
      <Place {...fields} />
      <Opening {...fields} hours={hours} onHours={setHours} />
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
            {text('edit.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

/** The fields of the form that the server would not take. */
function faultsOf(form: FacilityForm): string[] {
  const parsed = facilityForm.safeParse(form);
  return parsed.success ? [] : parsed.error.issues.map(({ path: [first] }) => String(first));
}

/** A telephone number as people read it; it is stored in one writing. */
function readable(form: FacilityForm): FacilityForm {
  return form.phone === undefined ? form : { ...form, phone: formatPhone(form.phone) };
}

/** An empty code is none. */
function withoutBlanks(form: FacilityForm): FacilityForm {
  const codes = Object.fromEntries(Object.entries(form.codes).filter(([, value]) => value !== ''));
  return { ...form, codes };
}
