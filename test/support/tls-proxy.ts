import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './running.ts';

const run = promisify(execFile);
const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((place) =>
  existsSync(place),
);
const START_MS = 20_000;

/** A proxy that brings TLS; `passed` hands on the Host that it was asked for, `rewritten` puts that of our own port. */
export type TlsProxy = { rewritten: string; passed: string; close: () => Promise<void> };

/** The proxies of this machine: nginx where it is, and always one of our own. */
export const TLS_PROXIES: readonly [string, (port: number) => Promise<TlsProxy>][] = [
  ['a proxy of our own', openOwn],
  ...(NGINX ? ([['nginx', openNginx]] as const) : []),
].map(([name, open]) => [name, open] as [string, (port: number) => Promise<TlsProxy>]);

async function certificate(folder: string): Promise<{ key: string; cert: string }> {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=console.example', '-addext', 'subjectAltName=DNS:console.example'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await run('openssl', ['req', '-x509', ...made, ...subject, '-keyout', key, '-out', cert]);
  return { key, cert };
}

/** As Debian's nginx comes: Host rewritten unless it is told to pass it on, connections to us kept, bodies buffered. */
async function openNginx(port: number): Promise<TlsProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-nginx-'));
  await chmod(folder, 0o755);
  const { key, cert } = await certificate(folder);
  const [rewritten, passed] = [await freePort(), await freePort()];
  const server = (own: number, host: string) => `
    server {
      listen 127.0.0.1:${own} ssl;
      ssl_certificate ${cert};
      ssl_certificate_key ${key};
      client_max_body_size 32m;
      location / {
        proxy_pass http://console;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        ${host}
      }
    }`;
  const file = path.join(folder, 'nginx.conf');
  await writeFile(
    file,
    `
    daemon off;
    worker_processes 1;
    pid ${folder}/pid;
    error_log ${folder}/error.log;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events { worker_connections 256; }
    http {
      access_log off;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      upstream console { server 127.0.0.1:${port}; keepalive 2; }
      ${server(rewritten, '')}
      ${server(passed, 'proxy_set_header Host $http_host;')}
    }`,
  );
  const child = spawn(NGINX ?? 'nginx', ['-e', `${folder}/error.log`, '-c', file], { stdio: 'inherit' });
  const gone = once(child, 'exit');
  const log = () => readFile(path.join(folder, 'error.log'), 'utf8').catch(() => '');
  for (const deadline = Date.now() + START_MS; !existsSync(`${folder}/pid`); await after(20)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`nginx did not start: ${await log()}`);
  }
  return {
    ...addresses(rewritten, passed),
    async close() {
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What every proxy does, and no more: TLS, a Host, X-Forwarded-For, and bytes as they come. */
async function openOwn(port: number): Promise<TlsProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-proxy-'));
  const files = await certificate(folder);
  const [key, cert] = await Promise.all([readFile(files.key), readFile(files.cert)]);
  const open = async (isRewriting: boolean) => {
    const server = createServer({ key, cert }, (asked, answer) => {
      const { method, url, headers } = asked;
      const own = isRewriting ? { host: `127.0.0.1:${port}` } : {};
      const forwarded = [headers['x-forwarded-for'], asked.socket.remoteAddress].filter(Boolean).join(', ');
      const onward = request(
        { port, method, path: url, headers: { ...headers, ...own, 'x-forwarded-for': forwarded } },
        (told) => {
          answer.writeHead(told.statusCode ?? 502, told.headers);
          told.pipe(answer);
        },
      );
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      asked.pipe(onward);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    return { server, port: typeof address === 'object' && address ? address.port : 0 };
  };
  const [rewritten, passed] = [await open(true), await open(false)];
  return {
    ...addresses(rewritten.port, passed.port),
    async close() {
      for (const { server } of [rewritten, passed]) {
        server.close();
        server.closeAllConnections();
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function addresses(rewritten: number, passed: number) {
  return { rewritten: `https://127.0.0.1:${rewritten}`, passed: `https://127.0.0.1:${passed}` };
}
