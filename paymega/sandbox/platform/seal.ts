import { createHmac } from 'node:crypto';

/** Hands out texts that come back through strange hands: whatever was changed on the way is not taken back. */
export class Seal {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  close(purpose: string, text: string): string {
    return `${Buffer.from(text).toString('base64url')}.${this.#mac(purpose, text)}`;
  }

  /** The text that was sealed for this purpose; null where it is not one of ours. */
  open(purpose: string, sealed: string): string | null {
    const [encoded = '', mac] = sealed.split('.');
    const text = Buffer.from(encoded, 'base64url').toString();
    return mac === this.#mac(purpose, text) ? text : null;
  }

  #mac(purpose: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${purpose}:${text}`).digest('base64url').slice(0, 27);
  }
}
