import { buffer } from 'node:stream/consumers';
import type { Organization, Practitioner } from '@medplum/fhirtypes';
import { defineRoute, type StreamAnswer, type StreamRoute } from '#platform/module/define-module.ts';
import { findWorkers, issue, listCertificates, revoke } from '../api.ts';
import { hasAuthority, makeAuthority, openAuthority } from '../authority/authority-store.ts';
import {
  issueCertificate,
  licenceOf,
  listCertificates as list,
  revokeCertificate,
} from '../authority/worker-certificates.ts';
import { answerWhoAsks, currentCrl } from '../open-desk.ts';
import { certificateLine } from './certificate-line.ts';

const pageSize = 50;

export const listCertificatesRoute = defineRoute({
  ...listCertificates,
  allow: 'signatures.issue',
  async handle(ctx, { cursor }) {
    const [at = '', serial = ''] = cursor?.split('_') ?? [];
    const after = cursor === undefined || Number.isNaN(Date.parse(at)) ? undefined : { at, serial };
    const all = await list(ctx, after, pageSize + 1);
    const page = all.slice(0, pageSize);
    const last = page.at(-1);
    return {
      hasAuthority: await hasAuthority(ctx),
      certificates: page.map((one) => certificateLine(one, ctx.now())),
      ...(all.length > pageSize &&
        last !== undefined && { next: `${last.issuedAt.toISOString()}_${last.serial}` }),
    };
  },
});

export const issueRoute = defineRoute({
  ...issue,
  allow: 'signatures.issue',
  async handle(ctx, input) {
    await makeAuthority(ctx, undefined);
    const { publicKey, keyLabel, credentialId } = input;
    const made = await issueCertificate(ctx, {
      practitionerId: input.practitionerId,
      facilityId: input.facilityId,
      keeper: input.keeper ?? 'software',
      years: input.years,
      ...(publicKey !== undefined && { publicKey: Buffer.from(publicKey, 'base64') }),
      place: {
        ...(keyLabel !== undefined && { keyLabel }),
        ...(credentialId !== undefined && { credentialId }),
      },
    });
    return certificateLine(made, ctx.now());
  },
});

export const revokeRoute = defineRoute({
  ...revoke,
  allow: 'signatures.issue',
  async handle(ctx, { serial, reason }) {
    await revokeCertificate(ctx, serial, reason);
    return {};
  },
});

export const findWorkersRoute = defineRoute({
  ...findWorkers,
  allow: 'signatures.issue',
  async handle(ctx, { name, facility }) {
    const places = await ctx.record.search('Organization', `name=${encodeURIComponent(facility)}&_count=20`);
    const page = await ctx.record.search('Practitioner', `name=${encodeURIComponent(name)}&_count=20`);
    return {
      workers: page.matches.map(({ id, text }) => {
        const practitioner = JSON.parse(text) as Practitioner;
        const licence = licenceOf(practitioner);
        return { id, name: practitioner.name?.[0]?.text ?? '', ...(licence !== undefined && { licence }) };
      }),
      facilities: places.matches.map(({ id, text }) => ({
        id,
        name: (JSON.parse(text) as Organization).name ?? '',
      })),
    };
  },
});

const answer = (type: string, body: Uint8Array): StreamAnswer => ({
  status: 200,
  headers: { 'Content-Type': type },
  body,
});

/** Certificates of the authority, for whoever verifies elsewhere. */
export const certificateStreams: readonly StreamRoute[] = (['root', 'issuing'] as const).map((kind) => ({
  method: 'GET',
  path: `/api/signatures/${kind}.cer`,
  allow: 'public',
  accepts: [],
  summary: { vi: 'Chứng thư của nơi cấp', en: 'Certificate of the authority' },
  async handle(ctx) {
    const { root, issuing } = await openAuthority(ctx);
    return answer('application/pkix-cert', kind === 'root' ? root.der : issuing.certificate);
  },
}));

export const crlStream: StreamRoute = {
  method: 'GET',
  path: '/api/signatures/issuing.crl',
  allow: 'public',
  accepts: [],
  summary: { vi: 'Danh sách chứng thư bị thu hồi (CRL)', en: 'List of revoked certificates (CRL)' },
  handle: async (ctx) => answer('application/pkix-crl', await currentCrl(ctx)),
};

export const ocspStream: StreamRoute = {
  method: 'POST',
  path: '/api/signatures/ocsp',
  allow: 'public',
  accepts: ['application/ocsp-request'],
  bodyLimit: 10_000,
  summary: { vi: 'Trạng thái chứng thư (OCSP)', en: 'State of a certificate (OCSP)' },
  handle: async (ctx, { body }) =>
    answer('application/ocsp-response', await answerWhoAsks(ctx, await buffer(body))),
};
