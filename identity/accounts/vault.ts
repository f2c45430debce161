import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/**
 * Encrypts what must be kept but never shown: API keys, callback secrets, the seeds of second factors. AES-256-GCM; what a
 * text is for is bound to it, so that no row can be exchanged for another.
 */
export type Vault = {
  seal(plain: string, purpose: string): Buffer;
  /** @throws VaultError where no key fits, or it was sealed for something else, or it was changed */
  open(sealed: Buffer, purpose: string): string;
  /** Whether it was sealed with the newest key. */
  isCurrent(sealed: Buffer): boolean;
};

/** Something sealed cannot be opened: a key is missing, or it is not what was stored. */
export class VaultError extends Error {
  override name = 'VaultError';
}

const CIPHER = 'aes-256-gcm';
const NAME_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

type Key = { name: Buffer; bytes: Buffer };

/** @param secrets texts of at least 32 characters: the first seals, all open (the older ones during a rotation) */
export function createVault(secrets: readonly [string, ...string[]]): Vault {
  const [newest, ...older] = secrets.map(keyOf) as [Key, ...Key[]];
  return {
    seal(plain, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, newest.bytes, nonce).setAAD(Buffer.from(purpose));
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([newest.name, nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, purpose) {
      if (sealed.length < NAME_BYTES + NONCE_BYTES + TAG_BYTES)
        throw new VaultError(`what is stored for ${purpose} was cut`);
      const [name, nonce, tag, text] = partsOf(sealed);
      const key = [newest, ...older].find((one) => one.name.equals(name));
      if (!key)
        throw new VaultError('it was sealed with another SECRET_KEY: name that one in SECRET_KEY_OLD');
      const cipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
      try {
        return Buffer.concat([cipher.update(text), cipher.final()]).toString('utf8');
      } catch {
        throw new VaultError(`what is stored for ${purpose} was changed`);
      }
    },
    isCurrent: (sealed) => partsOf(sealed)[0].equals(newest.name),
  };
}

function keyOf(secret: string): Key {
  const bytes = Buffer.from(hkdfSync('sha256', secret, 'counterfoil', 'vault', 32));
  return { bytes, name: createHash('sha256').update(bytes).digest().subarray(0, NAME_BYTES) };
}

function partsOf(sealed: Buffer): [name: Buffer, nonce: Buffer, tag: Buffer, text: Buffer] {
  const [nonceAt, tagAt] = [NAME_BYTES, NAME_BYTES + NONCE_BYTES];
  const textAt = tagAt + TAG_BYTES;
  return [
    sealed.subarray(0, nonceAt),
    sealed.subarray(nonceAt, tagAt),
    sealed.subarray(tagAt, textAt),
    sealed.subarray(textAt),
  ];
}
