import { useWords } from '#web/text/text-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Card } from '#web/ui/card.tsx';
import { Choose, TextField } from '#web/ui/field.tsx';
import type { LicenceForm, PostForm, WorkerForm } from '../../domain/worker-form.ts';
import { useDeskText } from './desk-text.ts';
import { PickFacility } from './pick.tsx';

/** What the form holds, and how it is changed. */
export interface WorkerFields {
  readonly form: WorkerForm;
  /** Fields that the server would not take: 'name', 'licences.0.number'. */
  readonly wrong: ReadonlySet<string>;
  readonly change: (part: Partial<WorkerForm>) => void;
}

/** Who she is, as far as the work needs it. */
export function WorkerIdentity({ form, wrong, change }: WorkerFields) {
  const text = useDeskText();
  const words = useWords();
  const fault = (name: string): string | undefined =>
    wrong.has(name) ? text('edit.wrong.field') : undefined;
  return (
    <Card title={text('worker.identity')} icon="person">
      <div className="desk-fields">
        <TextField
          label={text('worker.name')}
          autoComplete="off"
          maxLength={200}
          value={form.name}
          error={fault('name')}
          onChange={(event) => change({ name: event.target.value })}
        />
        <Choose
          label={text('worker.sex')}
          value={form.sex ?? ''}
          options={[
            { value: '', label: text('edit.unset') },
            { value: 'female', label: words('sex.female') },
            { value: 'male', label: words('sex.male') },
          ]}
          onChange={(sex) => change({ sex: sex === '' ? undefined : sex })}
        />
        <TextField
          label={text('worker.number')}
          hint={text('worker.number.hint')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          value={form.personalNumber ?? ''}
          error={fault('personalNumber')}
          onChange={(event) => change({ personalNumber: event.target.value })}
        />
        <TextField
          label={text('worker.prescriber')}
          autoComplete="off"
          maxLength={50}
          value={form.prescriber ?? ''}
          onChange={(event) => change({ prescriber: event.target.value })}
        />
      </div>
    </Card>
  );
}

const replaced = <T,>(list: readonly T[], at: number, part: Partial<T>): T[] =>
  list.map((one, index) => (index === at ? { ...one, ...part } : one));
const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_, index) => index !== at);
const dayOrNone = (typed: string): string | undefined => (typed === '' ? undefined : typed);

/** Her licences, one below the other. */
export function WorkerLicences({ form, wrong, change }: WorkerFields) {
  const text = useDeskText();
  const set = (at: number, part: Partial<LicenceForm>): void =>
    change({ licences: replaced(form.licences, at, part) });
  const fault = (at: number, name: string): string | undefined =>
    wrong.has(`licences.${at}.${name}`) || (name === 'to' && wrong.has(`licences.${at}`))
      ? text('edit.wrong.field')
      : undefined;
  return (
    <Card title={text('worker.licences')} icon="insurance">
      {form.licences.map((licence, at) => (
        // A line has no name of its own before it is saved; its place is its key.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="desk-part">
          <div className="desk-fields">
            <TextField
              label={text('worker.licence.number')}
              maxLength={100}
              value={licence.number}
              error={fault(at, 'number')}
              onChange={(event) => set(at, { number: event.target.value })}
            />
            {(['scope', 'issuer'] as const).map((name) => (
              <TextField
                key={name}
                label={text(`worker.licence.${name}`)}
                maxLength={500}
                value={licence[name] ?? ''}
                onChange={(event) => set(at, { [name]: event.target.value })}
              />
            ))}
            {(['from', 'to'] as const).map((name) => (
              <TextField
                key={name}
                label={text(`worker.licence.${name}`)}
                type="date"
                value={licence[name] ?? ''}
                error={fault(at, name)}
                onChange={(event) => set(at, { [name]: dayOrNone(event.target.value) })}
              />
            ))}
          </div>
          <p>
            <Button
              look="quiet"
              icon="close"
              onClick={() => change({ licences: without(form.licences, at) })}
            >
              {text('worker.licence.remove')}
            </Button>
          </p>
        </div>
      ))}
      <Button icon="insurance" onClick={() => change({ licences: [...form.licences, { number: '' }] })}>
        {text('worker.licence.add')}
      </Button>
    </Card>
  );
}

/** Where she works and as what. */
export function WorkerPosts(
  props: WorkerFields & {
    facilities: Readonly<Record<string, string>>;
    onFacility: (id: string, name: string) => void;
  },
) {
  const { form, wrong, change, facilities } = props;
  const text = useDeskText();
  const set = (at: number, part: Partial<PostForm>): void =>
    change({ posts: replaced(form.posts, at, part) });
  return (
    <Card title={text('worker.posts')} icon="visit">
      {form.posts.map((post, at) => (
        // oxlint-disable-next-line react/no-array-index-key
        <div key={at} className="desk-part">
          <div className="desk-fields">
            <PickFacility
              chosen={facilities[post.facilityId] ?? text('edit.unset')}
              error={wrong.has(`posts.${at}.facilityId`) ? text('edit.wrong.field') : undefined}
              onPick={(id, name) => {
                props.onFacility(id, name);
                set(at, { facilityId: id });
              }}
            />
            {(['title', 'specialty'] as const).map((name) => (
              <TextField
                key={name}
                label={text(`worker.post.${name}`)}
                maxLength={200}
                value={post[name] ?? ''}
                onChange={(event) => set(at, { [name]: event.target.value })}
              />
            ))}
            {(['from', 'to'] as const).map((name) => (
              <TextField
                key={name}
                label={text(`worker.post.${name}`)}
                type="date"
                value={post[name] ?? ''}
                onChange={(event) => set(at, { [name]: dayOrNone(event.target.value) })}
              />
            ))}
          </div>
          <p>
            <Button look="quiet" icon="close" onClick={() => change({ posts: without(form.posts, at) })}>
              {text('worker.post.remove')}
            </Button>
          </p>
        </div>
      ))}
      <Button icon="visit" onClick={() => change({ posts: [...form.posts, { facilityId: '', title: '' }] })}>
        {text('worker.post.add')}
      </Button>
    </Card>
  );
}
