import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useEmptyDatabase } from '../../support/database.ts';
import { freePort, SECRETS } from '../../support/running.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const database = useEmptyDatabase();

test('the password of the first admin is told to the terminal, and not where the log goes', {
  timeout: 120_000,
}, async ({ onTestFinished }) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-first-'));
  const port = String(await freePort());
  const child = spawn(process.execPath, ['build/run/main.js'], {
    cwd: ROOT,
    env: {
      ...process.env,
      ...{
        DATABASE_URL: database.url,
        PORT: port,
        HOST: '',
        PUBLIC_URL: '',
        PROCESS: 'web',
        DATA_DIR: folder,
      },
      ...{ PAYMEGA_API_URL: '', LOG_LEVEL: 'trace', ADMIN_EMAIL: 'first@shop.example', ADMIN_PASSWORD: '' },
      ...{ PAYMEGA_LIVE_SECRET: SECRETS.live, PAYMEGA_TEST_SECRET: SECRETS.test, SECRET_KEY: '' },
      NODE_ENV: 'production',
    },
  });
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
    await rm(folder, { recursive: true, force: true });
  });
  let [log, terminal] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const greeted = new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      terminal += text;
      const [, password] = /Password +(\S{16})\n/.exec(terminal) ?? [];
      if (password) resolve(password);
    });
    void gone.then(() => reject(new Error(`the product has ended:\n${log}\n${terminal}`)));
  });
  const password = await greeted.finally(() => child.kill('SIGTERM'));
  await gone;
  expect(log).toContain('"msg":"ready"');
  expect(log).not.toContain(password);
  for (const line of log.split('\n').filter(Boolean))
    expect(JSON.parse(line)).toMatchObject({ msg: expect.any(String) });
});
