/**
 * A secret for each person who keeps own data: names of her readings are made with it, so that nobody finds a value by trying names. Its row is
 * what two sendings of one moment wait at.
 */
export const up = `
create schema if not exists own_data;

create table own_data.person (
  bucket integer not null,
  patient_id text not null,
  secret text not null,
  primary key (bucket, patient_id)
);
`;
