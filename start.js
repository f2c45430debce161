// npm start: installs what is missing, builds what has changed, then starts. Plain Node: nothing is installed yet.
// With `counterfoil` as first word it starts the command line instead.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
process.chdir(FOLDER);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Counterfoil needs Node 20.19 or newer; this is ${process.versions.node}`);
  process.exit(1);
}

await unlessDone(
  'node_modules/.counterfoil',
  hashOf(['package-lock.json', 'db/patches', 'app/patches']),
  () => {
    console.error('Installing …');
    npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']);
  },
);

if (process.argv.includes('--install-only')) process.exit(0);

const CONSOLE = [
  'app',
  'identity',
  'paymega',
  'reconciliation',
  'vite.config.ts',
  'remix.config.js',
  'package.json',
  'package-lock.json',
];
await unlessDone('build/.console', hashOf(CONSOLE), () => {
  console.error('Building …');
  execFileSync(
    process.execPath,
    ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel=warn'],
    {
      stdio: ['inherit', 2, 'inherit'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
});

const RUN = [
  'build/.console',
  'db',
  'jobs',
  'runtime',
  ...readdirSync('.').filter((name) => /\.ts$/.test(name)),
];
const run = hashOf(RUN);
await unlessDone('build/.run', run, async () => {
  const { build } = await import('esbuild');
  rmSync('build/run', { recursive: true, force: true });
  // Both programs and the console, each module of ours once: a process must not hold two copies of one.
  await build({
    entryPoints: { main: 'main.ts', counterfoil: 'counterfoil.ts', console: 'build/server/index.js' },
    ...{ bundle: true, splitting: true, packages: 'external', sourcemap: true, outdir: 'build/run' },
    ...{ platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
    define: { COUNTERFOIL_BUILD: JSON.stringify(run) },
  });
});

if (!process.argv.includes('--build-only')) {
  process.env.NODE_ENV ??= 'production';
  process.setSourceMapsEnabled(true);
  const isCommand = process.argv[2] === 'counterfoil';
  if (isCommand) process.argv.splice(2, 1);
  await import(isCommand ? './build/run/counterfoil.js' : './build/run/main.js');
}

/** Runs a step unless its stamp says that it was done for just this input. */
async function unlessDone(stamp, hash, step) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await step();
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
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { stdio: ['inherit', 2, 'inherit'] });
}
