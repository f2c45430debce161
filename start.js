// npm start: installs what is missing, builds what has changed, then starts. Plain Node: nothing is installed yet.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
process.chdir(FOLDER);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Counterfoil needs Node 20.19 or newer; this is ${process.versions.node}`);
  process.exit(1);
}

unlessDone('node_modules/.counterfoil', hashOf(['package-lock.json', 'db/patches']), () => {
  console.log('Installing …');
  npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
});

if (process.argv.includes('--install-only')) process.exit(0);

const SOURCES = [
  'app',
  'paymega',
  'reconciliation',
  'vite.config.ts',
  'remix.config.js',
  'package-lock.json',
];
unlessDone('build/.counterfoil', hashOf(SOURCES), () => {
  console.log('Building …');
  execFileSync(
    process.execPath,
    ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel=warn'],
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
});

if (!process.argv.includes('--build-only')) {
  process.env.NODE_ENV ??= 'production';
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
}

/** Runs a step unless its stamp says that it was done for just this input. */
function unlessDone(stamp, hash, step) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  step();
  writeFileSync(stamp, hash);
}

function hashOf(places) {
  const hash = createHash('sha256').update(process.version);
  for (const place of places.flatMap(filesIn)) hash.update(place).update(readFileSync(place));
  return hash.digest('hex');
}

function filesIn(place) {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
}

function npm(args) {
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { stdio: 'inherit' });
}
