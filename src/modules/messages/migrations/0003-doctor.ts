/**
 * Conversations with who has a person in charge: to whom, until when an answer is expected, and which Communications of the record belong to it.
 * The words lie in the record alone. Only what stands in \`line\` was written here.
 */
export const up = `
create table messages.conversation (
  bucket integer not null,
  id text not null,
  patient_id text not null,
  facility_id text not null,
  state text not null check (state in ('open', 'answered', 'closed')),
  asked_at timestamptz not null,
  due_on text not null,
  last_at timestamptz not null,
  last_line text not null,
  primary key (bucket, id)
);
create index conversation_of_patient on messages.conversation (bucket, patient_id, last_at desc, id desc);
create index conversation_open on messages.conversation (facility_id, asked_at, id) where state = 'open';
create index conversation_settled on messages.conversation (facility_id, last_at desc, id desc) where state <> 'open';

create table messages.line (
  bucket integer not null,
  id text not null,
  conversation_id text not null,
  patient_id text not null,
  side text not null check (side in ('person', 'desk')),
  said_at timestamptz not null,
  primary key (bucket, id)
);
create index line_of_conversation on messages.line (bucket, conversation_id, said_at desc, id desc);
`;
