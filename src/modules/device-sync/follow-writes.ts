import type { Patient } from '@medplum/fhirtypes';
import { patientReferencesOf } from '#kernel/fhir/compartment.ts';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { keptTypes } from './domain/recent-facts.ts';

type Hear = NonNullable<Module<string>['follow']>['hear'];

/**
 * Notes whose devices have to fetch a person anew, whatever door her facts come through. One statement a write; people whom no device
 * holds leave no row.
 */
export const followWrites: { readonly types: readonly string[]; readonly hear: Hear } = {
  types: keptTypes,
  async hear(sql: ModuleSql, written) {
    const people = new Set(
      written.flatMap(({ resource, patient }) =>
        resource === undefined ? (patient ?? []) : patientReferencesOf(resource),
      ),
    );
    if (people.size === 0) return;
    const taken = written.flatMap(({ resourceType, id, resource }) => {
      const charge =
        resourceType === 'Patient' ? chargeOf(resource as unknown as Patient | undefined) : undefined;
      return charge === undefined ? [] : [{ id, charge }];
    });
    if (taken.length > 0) await takeIntoCharge(sql, taken);
    await sql.query(
      `insert into device_sync.change (facility_id, patient_id)
       select h.facility_id, h.patient_id from device_sync.held h where h.patient_id = any ($1)`,
      [[...people]],
    );
  },
};

function chargeOf(patient: Patient | undefined): string | undefined {
  return patient?.managingOrganization?.reference?.replace(/^Organization\//, '');
}

/** Somebody new in the charge of a station that has devices: they hold her from now on. */
async function takeIntoCharge(
  sql: ModuleSql,
  taken: readonly { readonly id: string; readonly charge: string }[],
): Promise<void> {
  await sql.query(
    `insert into device_sync.held (patient_id, facility_id)
     select k.id, k.charge from unnest($1::text[], $2::text[]) as k (id, charge)
     where exists (select 1 from device_sync.device d where d.facility_id = k.charge and d.state = 'in-use')
     order by k.id on conflict do nothing`,
    [taken.map(({ id }) => id), taken.map(({ charge }) => charge)],
  );
}
