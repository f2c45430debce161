import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

/**
 * A process of the bench's own, by the path of its module in here. It ends when the bench does.
 * @param order is told to it at once, where there is one
 */
export function forked(
  module: string,
  order?: object,
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = fork(path.join(import.meta.dirname, module), { env: { ...process.env, ...env } });
  if (order) child.send(order);
  return child;
}

/** The first thing that a forked process tells. @throws Error where it ends without a word */
export function firstWord<Word>(child: ChildProcess): Promise<Word> {
  return new Promise((resolve, reject) => {
    child.once('message', (word) => resolve(word as Word));
    child.once('exit', (code) =>
      reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}, without a word`)),
    );
  });
}
