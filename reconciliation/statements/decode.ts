import { analyse } from 'chardet';
import { Refusal } from '#identity/refusal.ts';
import type { Encoding } from './choices.ts';

const LOOKED_AT_BYTES = 64 * 1024;
/** What the detector can tell from Western texts; those it often mistakes for one another. */
const TOLD_APART: Readonly<Record<string, Encoding>> = {
  'windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-r',
  Shift_JIS: 'shift_jis',
  GB18030: 'gb18030',
  Big5: 'big5',
};

/**
 * The text of a file. Its byte order mark says the encoding, else its bytes do; a person may say another one.
 * @throws Refusal `unreadable_encoding` (422) where it is no text in the encoding that was chosen, or no text at all
 */
export function decode(bytes: Buffer, chosen: Encoding | null): { text: string; encoding: Encoding } {
  const encoding = markOf(bytes) ?? chosen ?? guessed(bytes);
  const text = textIn(bytes, encoding);
  if (text === null)
    throw new Refusal('unreadable_encoding', `the file is no text in ${encoding}: choose another encoding`);
  if (text.includes('\0'))
    throw new Refusal(
      'unreadable_encoding',
      'the file is no text: choose the CSV or XLSX file of the portal',
    );
  return { text, encoding };
}

function markOf(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function guessed(bytes: Buffer): Encoding {
  const sample = bytes.subarray(0, LOOKED_AT_BYTES);
  // Delimiters and digits are half NUL in UTF-16: which half says in which order.
  const [even, odd] = [0, 1].map(
    (side) => sample.filter((byte, place) => byte === 0 && place % 2 === side).length,
  );
  if (Math.max(even ?? 0, odd ?? 0) > sample.length / 8)
    return (odd ?? 0) > (even ?? 0) ? 'utf-16le' : 'utf-16be';
  if (textIn(bytes, 'utf-8') !== null) return 'utf-8';
  const [likely] = analyse(sample);
  return (likely && TOLD_APART[likely.name]) ?? 'windows-1252';
}

function textIn(bytes: Buffer, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    // Not a fault: this is how the decoder says that these bytes are no text in this encoding.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
