import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { makeCertificate } from './certificate.ts';
import { freePort, ROOT } from './running.ts';

/** The name that the examples bring TLS for. */
export const EXAMPLE_HOST = 'counterfoil.shop.example';
const START_MS = 20_000;

/** One of the proxies of docs/operations, as it is written there but for addresses and files of this machine. */
export type ExampleProxy = { plain: number; secure: number; close: () => Promise<void> };

type Ports = { ours: number; plain: number; secure: number };
type Made = { program: string; args: string[]; environment?: Record<string, string> };
type Files = { folder: string; key: string; cert: string };

/** Those that this machine has, and how each is made of its example. */
export const EXAMPLE_PROXIES: readonly [name: string, program: string, make: typeof nginx][] = [
  ['nginx', '/usr/sbin/nginx', nginx],
  ['Caddy', '/usr/bin/caddy', caddy],
];

/** Starts one in front of a port of this machine. */
export async function openExample(make: typeof nginx, ours: number): Promise<ExampleProxy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-example-'));
  await chmod(folder, 0o755);
  const certificate = makeCertificate(`DNS:${EXAMPLE_HOST}`);
  if (!certificate) throw new Error('there is no openssl');
  const { keyFile: key, file: cert, remove } = certificate;
  const ports = { ours, plain: await freePort(), secure: await freePort() };
  const { program, args, environment } = await make({ folder, key, cert }, ports);
  const child = spawn(program, args, { env: { ...process.env, ...environment } });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (some) => (written += String(some)));
  const gone = once(child, 'exit');
  const close = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await gone;
    remove();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(child, ports.secure, () => written);
  } catch (error) {
    await close();
    throw error;
  }
  return { plain: ports.plain, secure: ports.secure, close };
}

/** Takes a piece of an example's place; what is not there is no example any more. */
function replaced(text: string, pieces: readonly [string, string][]): string {
  return pieces.reduce((made, [from, to]) => {
    if (!made.includes(from)) throw new Error(`the example has no ${from}`);
    return made.replaceAll(from, to);
  }, text);
}

async function nginx({ folder, key, cert }: Files, { ours, plain, secure }: Ports): Promise<Made> {
  const example = replaced(await readFile(`${ROOT}/docs/operations/nginx.conf`, 'utf8'), [
    ['127.0.0.1:3000', `127.0.0.1:${ours}`],
    ['listen 80;', `listen 127.0.0.1:${plain};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${secure} ssl;`],
    ['/etc/ssl/counterfoil/fullchain.pem', cert],
    ['/etc/ssl/counterfoil/privkey.pem', key],
  ]);
  const file = path.join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const around = [
    ...['daemon off;', 'worker_processes 1;', `pid ${folder}/pid;`, `error_log ${folder}/error.log;`],
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    ...['events { worker_connections 256; }', 'http {', 'access_log off;'],
    ...temporary.map((name) => `${name}_temp_path ${folder}/${name};`),
  ];
  await writeFile(file, `${around.join('\n')}\n${example}\n}\n`);
  return { program: '/usr/sbin/nginx', args: ['-e', `${folder}/error.log`, '-c', file] };
}

async function caddy({ folder, key, cert }: Files, { ours, plain, secure }: Ports): Promise<Made> {
  const example = replaced(await readFile(`${ROOT}/docs/operations/Caddyfile`, 'utf8'), [
    ['127.0.0.1:3000', `127.0.0.1:${ours}`],
    [`${EXAMPLE_HOST} {`, `${EXAMPLE_HOST} {\n\ttls ${cert} ${key}`],
  ]);
  const around = `{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\thttp_port ${plain}\n\thttps_port ${secure}\n}\n`;
  const file = path.join(folder, 'Caddyfile');
  await writeFile(file, around + example);
  const environment = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return {
    program: '/usr/bin/caddy',
    args: ['run', '--config', file, '--adapter', 'caddyfile'],
    environment,
  };
}

async function untilListening(child: ChildProcess, port: number, written: () => string): Promise<void> {
  for (const deadline = Date.now() + START_MS; !(await listens(port)); await after(50)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`it did not start: ${written()}`);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Whether the program of an example is here. */
export function isHere(program: string): boolean {
  return existsSync(program);
}
