import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl';

const open = promisify<Buffer, Options, ZipFile>(fromBuffer);

/** The files of a ZIP by name, read by another library than the one that made it. */
export async function openedPack(pack: Readable | Buffer): Promise<Map<string, string>> {
  const bytes = Buffer.isBuffer(pack) ? pack : await buffer(pack);
  const zip = await open(bytes, { lazyEntries: true, strictFileNames: true });
  const openEntry = promisify<Entry, Readable>(zip.openReadStream.bind(zip));
  const files = new Map<string, string>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      openEntry(entry)
        .then(text)
        .then((content) => files.set(entry.fileName, content))
        .then(() => zip.readEntry(), reject);
    });
    zip.once('end', () => resolve(files));
    zip.once('error', reject);
    zip.readEntry();
  });
}
