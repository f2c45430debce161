import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { environmentWith, ROOT } from '../support/running.ts';

const PAUSE_MS = 100;

/** The product under a supervisor that starts it again whenever it ends, as systemd and Docker do. */
export type Supervised = {
  url: string;
  /** SIGKILL to the process of the product. */
  killProduct(): void;
  /** SIGKILL to the server of its database. @returns whether there was one */
  killDatabase(): Promise<boolean>;
  /** How often the product ended though nobody killed it. */
  ownEnds(): number;
  starts(): number;
  output(): string;
  /** SIGTERM, and no further start. @returns the exit code */
  stop(): Promise<number | null>;
};

export function startSupervised(
  folder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Supervised {
  const env = environmentWith({ ...settings, PORT: String(port), DATA_DIR: folder });
  let [starts, ownEnds, written] = [0, 0, ''];
  let child: ChildProcess | undefined;
  let isKilled = false;
  let isOver = false;

  async function keepRunning(): Promise<number | null> {
    for (;;) {
      starts++;
      isKilled = false;
      const code = await lifeOf();
      if (isOver) return code;
      if (!isKilled) ownEnds++;
      await after(PAUSE_MS);
    }
  }

  function lifeOf(): Promise<number | null> {
    const started = spawn(process.execPath, ['build/run/main.js'], { cwd: ROOT, env });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        written += text;
      });
    }
    return new Promise((resolve) => started.once('close', (code) => resolve(code)));
  }

  const over = keepRunning();
  return {
    url: `http://127.0.0.1:${port}`,
    killProduct() {
      isKilled = true;
      child?.kill('SIGKILL');
    },
    async killDatabase() {
      const pid = await postmasterOf(folder);
      if (pid === null) return false;
      process.kill(pid, 'SIGKILL');
      return true;
    },
    ownEnds: () => ownEnds,
    starts: () => starts,
    output: () => written,
    async stop() {
      isOver = true;
      child?.kill('SIGTERM');
      return over;
    },
  };
}

// The number in the file may be that of one that is dead already.
async function postmasterOf(folder: string): Promise<number | null> {
  const text = await readFile(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  if (!pid) return null;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return process.platform !== 'linux' || command.includes('postgres') ? pid : null;
}
