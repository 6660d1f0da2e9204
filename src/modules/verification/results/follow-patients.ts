import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { ModuleSql } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { askedNumber } from '../domain/sides.ts';
import { noteDue } from './due.ts';

type Hear = NonNullable<Module<string>['follow']>['hear'];

/** Everybody who is written, whatever door she comes through, is asked about soon: on registration, and again when facts of hers change. */
export const followPatients: { readonly types: readonly string[]; readonly hear: Hear } = {
  types: ['Patient'],
  async hear(sql: ModuleSql, written, now) {
    const today = dayInVietnam(now);
    for (const register of ['population', 'social-insurance'] as const) {
      const ids = written.flatMap(({ id, resource }) =>
        resource !== undefined && askedNumber(resource as unknown as Patient, register, today) !== undefined
          ? [id]
          : [],
      );
      await noteDue(sql, register, ids, 'new-facts', now);
    }
  },
};
