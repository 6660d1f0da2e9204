/**
 * A person's rows of one type in the order of their time, so that a page of a very long record is walked and not sorted. It takes the
 * place of the index without the time: beside both, a prepared statement would choose the shorter one and sort.
 *
 * The key is the first time of a row where its parameter has no second one and it lasts a month at most: 15 bits of the parameter's
 * mark, 49 of the beginning in ms. Whatever else there is comes last. `search/time-key.ts` writes the same expression.
 *
 * Building it holds writes up. A large database has it built before, without that: the same statement with CONCURRENTLY.
 */
export const up = `
create index if not exists resource_by_person_and_time on record.resource (bucket, patient, type, (
  case when dates[4] is distinct from dates[1] and dates[3] - dates[2] between 0 and 2678400000
    then ((dates[1]::bigint - 16384) << 49) + dates[2]::bigint + 281474976710656
    else 9223372036854775807 end));
drop index record.resource_of_patient;
`;
