import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { environmentWith, ROOT } from '../support/running.ts';

const PAUSE_MS = 100;

/** One process of the product under a supervisor that starts it again whenever it ends, as systemd and Docker do. */
export type Supervised = {
  url: string;
  /** SIGKILL. */
  kill(): void;
  /** SIGTERM; the supervisor starts it again. @returns the exit code */
  restart(): Promise<number | null>;
  /** How often it ended though nobody ended it. */
  ownEnds(): number;
  starts(): number;
  output(): string;
  /** Its number now. */
  pid(): number;
  /** SIGTERM, and no further start. @returns the exit code */
  stop(): Promise<number | null>;
};

/**
 * @param settings with the PORT and the DATA_DIR
 * @param root the folder whose build is run: this one, or that of another version
 */
export function startSupervised(
  settings: Readonly<Record<string, string>> & { PORT: string },
  root = ROOT,
): Supervised {
  const env = environmentWith(settings);
  let [starts, ownEnds, written] = [0, 0, ''];
  let child: ChildProcess | undefined;
  let life: Promise<number | null> | undefined;
  let isEnded = false;
  let isOver = false;

  async function keepRunning(): Promise<number | null> {
    for (;;) {
      starts++;
      isEnded = false;
      life = lifeOf();
      const code = await life;
      if (isOver) return code;
      if (!isEnded) ownEnds++;
      await after(PAUSE_MS);
    }
  }

  function lifeOf(): Promise<number | null> {
    const started = spawn(process.execPath, ['build/run/main.js'], { cwd: root, env });
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
    url: `http://127.0.0.1:${settings.PORT}`,
    kill() {
      isEnded = true;
      child?.kill('SIGKILL');
    },
    async restart() {
      isEnded = true;
      child?.kill('SIGTERM');
      return (await life) ?? null;
    },
    ownEnds: () => ownEnds,
    starts: () => starts,
    output: () => written,
    pid: () => child?.pid ?? 0,
    async stop() {
      isOver = true;
      child?.kill('SIGTERM');
      return over;
    },
  };
}
