import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Command } from '../module/define-module.ts';
import type { Account, RoleGrant } from './accounts.ts';
import { answering } from './command-answer.ts';
import type { Identity } from './identity.ts';
import { licenceCommands } from './licences/commands.ts';

/** The commands of `sen` about accounts and connected systems. They work while the server runs. */
export function identityCommands(identity: Identity): readonly Command[] {
  return [
    clientCreate(identity),
    clientList(identity),
    clientClose(identity),
    userAdd(identity),
    userPassword(identity),
    userList(identity),
    userWithdraw(identity),
    keysRotate(identity),
    ...licenceCommands(identity),
  ];
}

function clientCreate(identity: Identity): Command {
  return {
    name: 'client create',
    usage:
      'client create --name NAME --scope "system/*.cruds" [--facility ID] [--jwks FILE] [--redirect URI ...] [--public] [--json]',
    about: {
      vi: 'Đăng ký một hệ thống kết nối; mã bí mật chỉ hiện một lần',
      en: 'Register a connected system; its secret is shown once',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values } = parseArgs({
          args: [...args],
          options: {
            name: { type: 'string' },
            scope: { type: 'string' },
            facility: { type: 'string' },
            jwks: { type: 'string' },
            redirect: { type: 'string', multiple: true },
            public: { type: 'boolean' },
            json: { type: 'boolean' },
          },
        });
        if (!values.name || !values.scope) return false;
        const jwks = values.jwks === undefined ? undefined : readJwks(await readFile(values.jwks, 'utf8'));
        const client = await identity.createClient({
          name: values.name,
          scope: values.scope,
          ...(jwks === undefined ? {} : { jwks }),
          ...(values.facility === undefined ? {} : { facilityId: values.facility }),
          ...(values.redirect === undefined ? {} : { redirectUris: values.redirect }),
          ...(values.public === undefined ? {} : { isPublic: values.public }),
        });
        const { clientId, clientSecret } = client;
        if (values.json === true) {
          print(
            JSON.stringify({
              client_id: clientId,
              ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
            }),
          );
          return true;
        }
        print(`client_id      ${clientId}`);
        if (clientSecret !== undefined) print(`client_secret  ${clientSecret}`);
        return true;
      }),
  };
}

function clientList(identity: Identity): Command {
  return {
    name: 'client list',
    usage: 'client list [--json]',
    about: { vi: 'Liệt kê các hệ thống kết nối', en: 'List the connected systems' },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
        for (const { id, name, scope, isDisabled, facilityId } of await identity.listClients()) {
          if (values.json === true)
            print(JSON.stringify({ client_id: id, name, scope, facility: facilityId, closed: isDisabled }));
          else print([id, name, scope, isDisabled ? 'closed' : 'open'].join('  '));
        }
        return true;
      }),
  };
}

function clientClose(identity: Identity): Command {
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
        await identity.disableClient(id);
        return true;
      }),
  };
}

function userAdd(identity: Identity): Command {
  return {
    name: 'user add',
    usage:
      'user add NAME --display "Họ và tên" --role ROLE[@ORGANIZATION] ... [--patient ID] [--practitioner ID]',
    about: {
      vi: 'Tạo tài khoản; in đường dẫn một lần để người đó tự đặt mật khẩu',
      en: 'Make an account; prints a one-time link on which the person sets the password',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values, positionals } = parseArgs({
          args: [...args],
          allowPositionals: true,
          options: {
            display: { type: 'string' },
            role: { type: 'string', multiple: true },
            patient: { type: 'string' },
            practitioner: { type: 'string' },
          },
        });
        const [username] = positionals;
        if (!username || !values.role) return false;
        const { accountId } = await identity.createPerson({
          username,
          display: values.display ?? username,
          roles: values.role.map(readGrant),
          ...(values.patient === undefined ? {} : { patientId: values.patient }),
          ...(values.practitioner === undefined ? {} : { practitionerId: values.practitioner }),
        });
        print(await identity.createWelcomeLink(accountId));
        return true;
      }),
  };
}

function userPassword(identity: Identity): Command {
  return {
    name: 'user password',
    usage: 'user password NAME',
    about: {
      vi: 'In đường dẫn một lần để đặt lại mật khẩu',
      en: 'Print a one-time link on which the password is set anew',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [username] = args;
        if (username === undefined) return false;
        const account = await identity.findAccountByName(username);
        if (!account) throw new AppError('record.not-found');
        print(await identity.createWelcomeLink(account.id));
        return true;
      }),
  };
}

function userList(identity: Identity): Command {
  return {
    name: 'user list',
    usage: 'user list [--json]',
    about: { vi: 'Liệt kê tài khoản', en: 'List the accounts' },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } } });
        for (const account of await identity.listAccounts()) {
          print(values.json === true ? JSON.stringify(account) : printAccount(account));
        }
        return true;
      }),
  };
}

function userWithdraw(identity: Identity): Command {
  return {
    name: 'user withdraw',
    usage: 'user withdraw NAME CLIENT_ID',
    about: {
      vi: 'Rút lại sự đồng ý mà người đó đã cho một ứng dụng',
      en: 'Take back what the person allowed an app',
    },
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [username, clientId] = args;
        if (username === undefined || clientId === undefined) return false;
        const account = await identity.findAccountByName(username);
        if (!account) throw new AppError('record.not-found');
        await identity.withdrawConsent(account.id, clientId);
        return true;
      }),
  };
}

function keysRotate(identity: Identity): Command {
  return {
    name: 'identity rotate-keys',
    usage: 'identity rotate-keys',
    about: {
      vi: 'Tạo bộ khoá ký mới, dùng từ lần khởi động sau',
      en: 'Make new signing keys, used from the next start on',
    },
    run: (ctx, _args, print) =>
      answering(ctx.actor.language, print, async () => {
        await identity.rotateKeys();
        return true;
      }),
  };
}

function readGrant(text: string): RoleGrant {
  const [role = '', facilityId] = text.split('@');
  return facilityId ? { role, facilityId } : { role };
}

function readJwks(text: string): { readonly keys: readonly object[] } {
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

function printAccount(account: Account): string {
  const roles = account.roles.map(({ role, facilityId }) =>
    facilityId === undefined ? role : `${role}@${facilityId}`,
  );
  return [account.username, account.display, roles.join(','), account.isDisabled ? 'closed' : 'open'].join(
    '  ',
  );
}
