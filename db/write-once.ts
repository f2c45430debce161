import { linkSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file that is not there yet, whole or not at all, and by one of the processes that want to at once. */
export function writeOnce(file: string, content: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
