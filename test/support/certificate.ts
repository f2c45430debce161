import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A certificate that nobody vouches for but itself, as text and as files. */
export type Certificate = { key: string; cert: string; keyFile: string; file: string; remove: () => void };

/** @param name what it is for, as openssl writes that (`IP:127.0.0.1`) @returns null where there is no openssl */
export function makeCertificate(name = 'IP:127.0.0.1'): Certificate | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'counterfoil-certificate-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const [keyFile, file] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=counterfoil'],
    ...['-addext', `subjectAltName=${name}`, '-keyout', keyFile, '-out', file],
  ]);
  if (made.status === 0)
    return { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(file, 'utf8'), keyFile, file, remove };
  remove();
  return null;
}
