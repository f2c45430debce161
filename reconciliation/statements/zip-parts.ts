import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { Refusal } from '#identity/refusal.ts';

/**
 * What all parts that are read may hold once they are unpacked: more is a bomb, or no report of a day or a
 * month.
 */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;
const MAX_ENTRIES = 2000;
/** Text in XML packs to a twentieth at best; what packs far better was made to. */
const MAX_RATIO = 200;
const SMALL_BYTES = 1024 * 1024;

export type ZipParts = { has: (name: string) => boolean; open: (name: string) => Promise<Readable> };

/**
 * The parts of a ZIP file, each unpacked as it is read. What its directory says of sizes is held against
 * what comes.
 * @throws Refusal `unreadable_file` (422) where it is none, or one that unpacks to more than a spreadsheet has
 */
export async function zipParts(bytes: Buffer): Promise<ZipParts> {
  const zip = await opened(bytes);
  const entries = await entriesOf(zip);
  let unpacked = 0;
  return {
    has: (name) => entries.has(name),
    open: (name) =>
      new Promise((resolve, reject) => {
        const entry = entries.get(name);
        if (!entry) return reject(unreadable(`it has no ${name}`));
        const ratio = entry.uncompressedSize / Math.max(entry.compressedSize, 1);
        unpacked += entry.uncompressedSize;
        if (unpacked > MAX_UNPACKED_BYTES || (entry.uncompressedSize > SMALL_BYTES && ratio > MAX_RATIO))
          return reject(unreadable('it unpacks to far more than a spreadsheet of this size holds'));
        if (entry.isEncrypted()) return reject(unreadable('it is locked by a password'));
        zip.openReadStream(entry, (error, stream) =>
          error || !stream ? reject(unreadable('a part of it is damaged')) : resolve(stream),
        );
      }),
  };
}

/** A file that is no spreadsheet that can be read, and why. */
export function unreadable(why: string): Refusal {
  return new Refusal('unreadable_file', `the file cannot be read: ${why}`);
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error || !zip ? reject(unreadable('it is no whole XLSX file')) : resolve(zip),
    );
  });
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      // The same name twice: two readers would see two different files.
      if (entries.has(entry.fileName) || entries.size >= MAX_ENTRIES)
        return reject(unreadable('it is no spreadsheet as any program writes one'));
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', () => reject(unreadable('its directory is damaged')));
    zip.readEntry();
  });
}
