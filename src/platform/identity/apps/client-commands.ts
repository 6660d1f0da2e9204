import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Command } from '../../module/define-module.ts';
import type { Client, ClientCredentials, ClientProof } from '../clients.ts';
import { answering } from '../command-answer.ts';
import type { AppDesk } from './app-desk.ts';
import type { KeySet } from './client-keys.ts';

type Print = (line: string) => void;

/** The commands of `sen` about connected systems, apps and boards. They work while the server runs. */
export function clientCommands(apps: AppDesk): readonly Command[] {
  return [clientCreate(apps), clientRotate(apps), clientList(apps), clientClose(apps)];
}

/** How a client proves itself, as options of a command. */
const proofOptions = {
  jwks: { type: 'string' },
  'jwks-uri': { type: 'string' },
  certificate: { type: 'string' },
  'certificate-subject': { type: 'string' },
} as const;
const proofUsage = '[--jwks FILE | --jwks-uri URL | --certificate FILE | --certificate-subject DN]';

function clientCreate(apps: AppDesk): Command {
  return {
    name: 'client create',
    usage: `client create --name NAME --scope "system/*.cruds" [--facility ID] ${proofUsage} [--redirect URI ...] [--launch URI] [--public] [--device] [--json]`,
    about: {
      vi: 'Đăng ký một hệ thống, ứng dụng hoặc bảng thông báo; mã bí mật chỉ hiện một lần',
      en: 'Register a system, an app or a board; its secret is shown once',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values } = parseArgs({
          args: [...args],
          options: {
            ...proofOptions,
            name: { type: 'string' },
            scope: { type: 'string' },
            facility: { type: 'string' },
            redirect: { type: 'string', multiple: true },
            launch: { type: 'string' },
            public: { type: 'boolean' },
            device: { type: 'boolean' },
            json: { type: 'boolean' },
          },
        });
        if (!values.name || !values.scope) return false;
        const client = await apps.create({
          name: values.name,
          scope: values.scope,
          ...(await readProof(values)),
          ...(values.facility !== undefined && { facilityId: values.facility }),
          ...(values.redirect !== undefined && { redirectUris: values.redirect }),
          ...(values.launch !== undefined && { launchUri: values.launch }),
          ...(values.public !== undefined && { isPublic: values.public }),
          ...(values.device === true && { kind: 'device' as const }),
        });
        printCredentials(client, values.json === true, print);
        return true;
      }),
  };
}

function clientRotate(apps: AppDesk): Command {
  return {
    name: 'client rotate',
    usage: `client rotate CLIENT_ID ${proofUsage} [--json]`,
    about: {
      vi: 'Thay mã bí mật, bộ khoá hoặc chứng thư của một hệ thống; bộ khoá mới giữ lại khoá cũ thì không gián đoạn',
      en: 'Change the secret, keys or certificate of a client; a new key set that keeps the former key leaves no gap',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: { ...proofOptions, json: { type: 'boolean' } },
        });
        const [id] = positionals;
        if (id === undefined) return false;
        printCredentials(await apps.rotate(id, await readProof(values)), values.json === true, print);
        return true;
      }),
  };
}

function clientList(apps: AppDesk): Command {
  return {
    name: 'client list',
    usage: 'client list [--json]',
    about: { vi: 'Liệt kê các hệ thống kết nối', en: 'List the connected systems' },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
        for (const client of await apps.clients())
          print(values.json === true ? toJson(client) : toLine(client));
        return true;
      }),
  };
}

function clientClose(apps: AppDesk): Command {
  return {
    name: 'client close',
    usage: 'client close CLIENT_ID',
    about: {
      vi: 'Ngắt một hệ thống kết nối và thu hồi mọi quyền của nó',
      en: 'Close a connected system and take back all its tokens',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [id] = args;
        if (id === undefined) return false;
        await apps.disable(id);
        return true;
      }),
  };
}

function toLine({ id, name, kind, scope, isDisabled }: Client): string {
  return [id, name, kind, scope, isDisabled ? 'closed' : 'open'].join('  ');
}

function toJson({ id, name, kind, scope, facilityId, isDisabled }: Client): string {
  return JSON.stringify({ client_id: id, name, kind, scope, facility: facilityId, closed: isDisabled });
}

function printCredentials(
  { clientId, clientSecret }: ClientCredentials,
  isJson: boolean,
  print: Print,
): void {
  const secret = clientSecret === undefined ? {} : { client_secret: clientSecret };
  if (isJson) print(JSON.stringify({ client_id: clientId, ...secret }));
  else
    for (const [name, value] of Object.entries({ client_id: clientId, ...secret }))
      print(`${name.padEnd(15)}${value}`);
}

async function readProof(values: {
  readonly jwks?: string | undefined;
  readonly 'jwks-uri'?: string | undefined;
  readonly certificate?: string | undefined;
  readonly 'certificate-subject'?: string | undefined;
}): Promise<ClientProof> {
  const { jwks, 'jwks-uri': jwksUri, certificate, 'certificate-subject': certificateSubject } = values;
  return {
    ...(jwks !== undefined && { jwks: readJwks(await readFile(jwks, 'utf8')) }),
    ...(jwksUri !== undefined && { jwksUri }),
    ...(certificate !== undefined && { certificates: await readFile(certificate, 'utf8') }),
    ...(certificateSubject !== undefined && { certificateSubject }),
  };
}

function readJwks(text: string): KeySet {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AppError('request.invalid', { cause, issues: [{ path: 'jwks', text: notJson }] });
  }
  const isSet = typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
  return isSet ? (value as { keys: object[] }) : { keys: [] };
}

const notJson = { vi: 'Tệp khoá không phải là JSON.', en: 'The key file is not JSON.' };
