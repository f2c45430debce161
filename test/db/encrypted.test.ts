import { chmod, chown, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, connectBeside } from '#db/connection.ts';
import { type Embedded, openEmbedded } from '#db/embedded.ts';
import { serverUser } from '#db/embedded-home.ts';
import { migrate } from '#db/migrate.ts';
import { makeCertificate } from '../support/certificate.ts';

const certificate = makeCertificate();
const another = makeCertificate();
let folder: string;
let server: Embedded;

beforeAll(async () => {
  if (!certificate) return;
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-encrypted-'));
  await chmod(folder, 0o755);
  const key = path.join(folder, 'server.key');
  const cert = path.join(folder, 'server.crt');
  await cp(certificate.keyFile, key);
  await cp(certificate.file, cert);
  await chmod(key, 0o600);
  await chmod(cert, 0o644);
  const user = await serverUser();
  if (user) await chown(key, user.uid, user.gid);
  server = await openEmbedded(folder, [
    'ssl=on',
    `ssl_cert_file=${cert}`,
    `ssl_key_file=${key}`,
    'fsync=off',
  ]);
});
afterAll(async () => {
  await server?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
  certificate?.remove();
  another?.remove();
});

/** Whether the session is encrypted, and one beside it. */
async function isEncrypted(params: string, change: (url: URL) => void = () => undefined) {
  const url = new URL(`${server.url}?${params}`);
  change(url);
  const sql = connect(url.href, { max: 1 });
  const beside = connectBeside(sql, 'beside');
  try {
    const answers = await Promise.all(
      [sql, beside].map(async (session) => {
        const [row] = await session<{ ssl: boolean }[]>`
          select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
        return row?.ssl;
      }),
    );
    expect(answers[0]).toBe(answers[1]);
    return answers[0];
  } finally {
    await beside.end({ timeout: 1 });
    await sql.end({ timeout: 1 });
  }
}

describe.skipIf(!certificate)('a server that can encrypt', () => {
  test.each([
    ['', false],
    ['sslmode=disable', false],
    ['sslmode=prefer', true],
    ['sslmode=require', true],
    ['sslmode=require&channel_binding=prefer', true],
  ])('is spoken to as “%s” says', async (params, encrypted) => {
    expect(await isEncrypted(params)).toBe(encrypted);
  });

  test.each(['verify-ca', 'verify-full'])(
    'is believed by %s with its root, and only with that',
    async (mode) => {
      expect(await isEncrypted(`sslmode=${mode}&sslrootcert=${certificate?.file}`)).toBe(true);
      await expect(isEncrypted(`sslmode=${mode}&sslrootcert=${another?.file}`)).rejects.toThrow(
        /certificate/,
      );
      await expect(isEncrypted(`sslmode=${mode}`)).rejects.toThrow(/certificate/);
    },
  );

  test('under a name that its certificate has not: by verify-ca, not by verify-full', async () => {
    const byName = (url: URL) => {
      url.hostname = 'localhost';
    };
    const root = `sslrootcert=${certificate?.file}`;
    expect(await isEncrypted(`sslmode=verify-ca&${root}`, byName)).toBe(true);
    await expect(isEncrypted(`sslmode=verify-full&${root}`, byName)).rejects.toThrow(
      /altnames|does not match/,
    );
  });

  test('that is not believed is told in one sentence', async () => {
    await expect(migrate(`${server.url}?sslmode=verify-full`)).rejects.toThrow(
      /^The encrypted connection to the database at 127\.0\.0\.1:\d+ failed \(.*\): mend sslmode or sslrootcert in DATABASE_URL\.$/,
    );
  });
});
