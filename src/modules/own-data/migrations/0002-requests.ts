/**
 * Requests for correction as they were asked. A Task in the record may be written by others as well; only one that stands here, about this
 * line and to this facility, opens the line to it.
 */
export const up = `
create table own_data.request (
  bucket integer not null,
  task_id text not null,
  patient_id text not null,
  line text not null,
  owner text not null,
  primary key (bucket, task_id)
);
create index request_of_patient on own_data.request (bucket, patient_id);
`;
