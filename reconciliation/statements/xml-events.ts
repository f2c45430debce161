import type { Readable } from 'node:stream';
import sax from 'sax';
import { unreadable } from './zip-parts.ts';

type Attributes = Readonly<Record<string, string>>;
export type XmlHandlers = {
  open?: (name: string, attributes: Attributes) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

/**
 * Reads XML as it comes, without prefixes of names. Entities that a document defines by itself are not
 * known here, so that none of them grows.
 * @throws Refusal `unreadable_file` (422)
 */
export async function xmlEvents(stream: Readable, handlers: XmlHandlers): Promise<void> {
  const parser = sax.parser(true, { xmlns: false, position: false });
  let wrong: Error | null = null;
  parser.onerror = (error) => {
    wrong ??= error;
  };
  parser.onopentag = ({ name, attributes }) =>
    handlers.open?.(bare(name), bareKeys(attributes as Attributes));
  parser.ontext = (text) => handlers.text?.(text);
  parser.oncdata = (text) => handlers.text?.(text);
  parser.onclosetag = (name) => handlers.close?.(bare(name));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of stream) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if (wrong) break;
    }
    if (!wrong) parser.write(decoder.decode()).close();
  } catch (error) {
    if (isOurs(error)) throw error;
    throw unreadable('a part of it is damaged');
  }
  if (wrong) throw unreadable('a part of it is no XML');
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === 'Refusal';
}

function bare(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function bareKeys(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [bare(name), value]));
}
