import type { Patient, Provenance } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import type { FieldName } from '../domain/fields.ts';

/** Where a correction comes from. */
export interface Origin {
  readonly register: RegisterName;
  readonly take: readonly FieldName[];
  /** 'certain': written by rule, without people. */
  readonly rule?: 'certain';
  readonly taskId?: string;
  /** Accounts: who proposed and who accepted. */
  readonly proposedBy?: { readonly id: string; readonly name: string };
  readonly acceptedBy?: { readonly id: string; readonly name: string };
}

const accountSystem = 'urn:sen:account';
const agentType = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code }],
});

/** Writes a corrected person and, in the same transaction, where it came from: which register, which fields, who proposed, who accepted. */
export async function writeCorrection(ctx: Context, patient: Patient, origin: Origin): Promise<void> {
  const stored = await ctx.record.update(patient, { ifMatch: `W/"${patient.meta?.versionId ?? ''}"` });
  if (stored.outcome === 'unchanged') return;
  const { register, take, taskId, proposedBy, acceptedBy } = origin;
  const provenance: Provenance = {
    resourceType: 'Provenance',
    target: [
      { reference: `Patient/${stored.id}/_history/${stored.versionId}` },
      { reference: `Patient/${stored.id}` },
    ],
    recorded: ctx.now().toISOString(),
    activity: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'UPDATE' }],
      text: `verification: ${take.join(', ')}${origin.rule === undefined ? '' : ` (${origin.rule})`}`,
    },
    agent: [
      ...(proposedBy === undefined ? [] : [agentOf('author', proposedBy)]),
      acceptedBy === undefined
        ? { type: agentType('assembler'), who: { display: 'Sen' } }
        : agentOf('verifier', acceptedBy),
    ],
    entity: [
      {
        role: 'source',
        what: { identifier: { system: 'urn:sen:register', value: register } },
      },
      ...(taskId === undefined
        ? []
        : [
            {
              role: 'revision' as const,
              what: { identifier: { system: 'urn:sen:repair-task', value: taskId } },
            },
          ]),
    ],
  };
  await ctx.record.create(provenance);
}

function agentOf(code: string, { id, name }: { id: string; name: string }): Provenance['agent'][number] {
  return { type: agentType(code), who: { identifier: { system: accountSystem, value: id }, display: name } };
}
