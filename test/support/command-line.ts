import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a command wrote, and how it ended. */
export type Ended = { code: number | null; out: string; err: string };

/** The key of the vault, unless a test names another one. */
export const COMMAND_KEY = 'the key of a command that is under test';

/** Runs `counterfoil` as an operator does, on this database; with nothing of this machine's settings. */
export function counterfoil(databaseUrl: string, ...args: string[]): Promise<Ended> {
  return counterfoilWith({}, databaseUrl, ...args);
}

/** The same with these settings as well. */
export async function counterfoilWith(
  settings: Readonly<Record<string, string>>,
  databaseUrl: string,
  ...args: string[]
): Promise<Ended> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-command-'));
  const { PATH = '', HOME = '', NODE_ENV = 'test' } = process.env;
  const env = {
    ...{ NODE_ENV, PATH, HOME },
    ...{ DATABASE_URL: databaseUrl, DATA_DIR: folder, SECRET_KEY: COMMAND_KEY },
    ...settings,
  };
  const child = spawn(process.execPath, ['build/run/counterfoil.js', ...args], { cwd: ROOT, env });
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const parts: string[] = [];
    stream.setEncoding('utf8').on('data', (part: string) => parts.push(part));
    return parts;
  });
  await once(child, 'close');
  await rm(folder, { recursive: true, force: true });
  return { code: child.exitCode, out: out?.join('') ?? '', err: err?.join('') ?? '' };
}
