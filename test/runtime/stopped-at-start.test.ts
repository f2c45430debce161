import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { environmentWith, freePort, ROOT } from '../support/running.ts';

const PATIENT = { timeout: 60_000, interval: 20 };

/** The product as it is tried first: it brings its own database, and a history that takes seconds to hear. */
async function firstStart() {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-stopped-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const settings = { PORT: String(port), DATA_DIR: folder, SANDBOX_SCENARIO: 'shop', LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, ['build/run/main.js'], { cwd: ROOT, env: environmentWith(settings) });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  return {
    ...{ child, url: `http://127.0.0.1:${port}`, output: () => output },
    hasServer: () => existsSync(path.join(folder, 'postgres', 'postmaster.pid')),
  };
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

test('told to stop while it still hears the history of its example, it ends in order, and its database with it', async () => {
  const { child, url, output, hasServer } = await firstStart();
  await vi.waitFor(async () => expect(await answers(`${url}/readyz`)).toBe(true), PATIENT);
  expect(hasServer()).toBe(true);
  // Otherwise this would show nothing.
  expect(output()).not.toContain('heard the callbacks of the past');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect([code, output()]).toEqual([0, expect.not.stringContaining('Error')]);
  expect(output()).toContain('"msg":"stopping"');
  expect(hasServer()).toBe(false);
}, 90_000);
