import { type FileHandle, open } from 'node:fs/promises';
import { Refusal } from '#identity/refusal.ts';

/** A file that its owner alone can read, also where one of this name was there. @throws Refusal `unwritable` */
export async function privateFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'w', 0o600);
    if ((await file.stat()).isFile()) await file.chmod(0o600);
    return file;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Refusal('unwritable', `${path} cannot be written: ${code}`);
  }
}
