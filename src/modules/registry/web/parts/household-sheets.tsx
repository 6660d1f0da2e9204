import { useState } from 'react';
import { Choose } from '#web/ui/field.tsx';
import { useNow } from '#web/ui/now.ts';
import type { PersonLine } from '../../api.ts';
import {
  householdRoles,
  joinHousehold,
  leaveHousehold,
  setHouseholdRole,
  type HouseholdRole,
} from '../../domain/person-contract.ts';
import { useAct } from '../queries.ts';
import { ChoosePerson } from './choose-person.tsx';
import { DayField, dayTyped, todayTyped } from './day-field.tsx';
import { FormSheet } from './form-sheet.tsx';
import { useRegistryText } from './registry-text.ts';

function ChooseRole(props: {
  label: string;
  value: HouseholdRole | '';
  onChange: (role: HouseholdRole | '') => void;
}) {
  const text = useRegistryText();
  return (
    <Choose
      label={props.label}
      value={props.value}
      options={[
        { value: '', label: text('household.role.none') },
        ...householdRoles.map((value) => ({ value, label: text(`role.${value}`) })),
      ]}
      onChange={props.onChange}
    />
  );
}

/** Somebody else comes into the home of this person. */
export function JoinSheet(props: { personId: string; onClose: () => void }) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const [other, setOther] = useState<PersonLine>();
  const [role, setRole] = useState<HouseholdRole | ''>('');
  const [from, setFrom] = useState(() => todayTyped(now));
  const [tried, setTried] = useState(false);
  const day = dayTyped(from);
  const save = (): void => {
    setTried(true);
    if (other === undefined || day === undefined || day === '') return;
    act.mutate(
      (client) =>
        client.call(joinHousehold, {
          id: other.id,
          withPersonId: props.personId,
          from: day,
          ...(role !== '' && { role }),
        }),
      { onSuccess: props.onClose },
    );
  };
  return (
    <FormSheet
      title={text('household.join')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <ChoosePerson
        chosen={other}
        selfId={props.personId}
        missing={tried && other === undefined}
        onChange={setOther}
      />
      <ChooseRole label={text('household.role')} value={role} onChange={setRole} />
      <DayField label={text('household.from')} value={from} missing={tried} onChange={setFrom} />
    </FormSheet>
  );
}

/** How a member stands to the head. */
export function RoleSheet(props: {
  member: { readonly id: string; readonly name: string; readonly role?: HouseholdRole | undefined };
  onClose: () => void;
}) {
  const text = useRegistryText();
  const act = useAct();
  const { member } = props;
  const [role, setRole] = useState<HouseholdRole | ''>(member.role ?? '');
  const save = (): void => {
    if (role === '') return;
    act.mutate((client) => client.call(setHouseholdRole, { id: member.id, role }), {
      onSuccess: props.onClose,
    });
  };
  return (
    <FormSheet
      title={text('do.household.role')}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <ChooseRole label={text('household.role.of', { name: member.name })} value={role} onChange={setRole} />
    </FormSheet>
  );
}

/** A member leaves the home on a day. */
export function LeaveSheet(props: {
  member: { readonly id: string; readonly name: string };
  onClose: () => void;
}) {
  const text = useRegistryText();
  const act = useAct();
  const now = useNow();
  const [on, setOn] = useState(() => todayTyped(now));
  const [tried, setTried] = useState(false);
  const day = dayTyped(on);
  const save = (): void => {
    setTried(true);
    if (day === undefined || day === '') return;
    act.mutate((client) => client.call(leaveHousehold, { id: props.member.id, on: day }), {
      onSuccess: props.onClose,
    });
  };
  return (
    <FormSheet
      title={text('do.household.leave')}
      what={text('household.leave.of', { name: props.member.name })}
      busy={act.isPending}
      error={act.error}
      onSubmit={save}
      onClose={props.onClose}
    >
      <DayField label={text('household.leave.on')} value={on} missing={tried} onChange={setOn} />
    </FormSheet>
  );
}
