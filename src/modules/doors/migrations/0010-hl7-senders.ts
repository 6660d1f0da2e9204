/** Who may send HL7 v2, and what was answered, so that a resent message gets the former answer without a second write. */
export const up = `
create table doors.hl7_sender (
  application text not null,
  facility text not null,
  facility_code text not null,
  processing text not null default 'P',
  added_at timestamptz not null,
  primary key (application, facility)
);

create table doors.hl7_answer (
  source_id uuid not null references doors.source (id),
  unit bigint not null,
  sender text not null,
  control_id text not null,
  answer text not null,
  answered_at timestamptz not null,
  primary key (source_id, unit)
);
create index hl7_answer_by_control_id on doors.hl7_answer (sender, control_id);
`;
