// npm test: installs what tests need, then types, lint, import rules, unused code, unit, integration and browser tests.
// Ends with one line that counts them all. Plain Node: it runs before anything is installed.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const reports = mkdtempSync(path.join(tmpdir(), 'counterfoil-reports-'));
const counts = { passed: 0, failed: 0 };
const shell = '/usr/bin/chromium-headless-shell';
// While others are installed, built and checked.
const packages = installBeside();

execFileSync(process.execPath, ['start.js', '--install-only'], { stdio: 'inherit' });
execFileSync(process.execPath, ['start.js', '--build-only'], { stdio: 'inherit' });

// Types take as long as all the others together.
await Promise.all([
  check('types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']),
  checkOneByOne([
    ['lint and format', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']],
    [
      'import rules',
      [
        'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
        ...['--config', '.dependency-cruiser.cjs', 'app', 'jobs', 'runtime', 'reconciliation', 'identity'],
        ...['paymega', 'db', 'main.ts', 'counterfoil.ts'],
      ],
    ],
    ['unused code and dependencies', ['node_modules/knip/bin/knip.js', '--no-config-hints']],
    ['licences', ['test/dependencies/licences.js']],
    ['install scripts', ['test/dependencies/install-scripts.js']],
  ]),
]);
await packages;
vitest();
await browser();

rmSync(reports, { recursive: true, force: true });
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed`);

/** A tool that says yes or no counts as one test; what it says is shown when it has ended. */
async function check(name, args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (some) => said.push(some));
  const status = await new Promise((resolve) => child.once('close', resolve));
  console.log(`\n— ${name}`);
  process.stdout.write(name === 'licences' && status === 0 ? '' : Buffer.concat(said));
  counts[status === 0 ? 'passed' : 'failed']++;
}

async function checkOneByOne(checks) {
  for (const [name, args] of checks) await check(name, args);
}

function vitest() {
  console.log('\n— unit and integration tests');
  const report = path.join(reports, 'vitest.json');
  const output = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  const { status } = run([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    // A tenth of the time, and nothing is refused for it.
    ...(process.env.COVERAGE ? ['--coverage'] : []),
    ...output,
  ]);
  const result = read(report);
  add(result?.numPassedTests ?? 0, result?.numFailedTests ?? 0, status);
}

async function browser() {
  console.log('\n— browser tests');
  const executable = await findBrowser();
  const report = path.join(reports, 'playwright.json');
  const { status } = run(
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '-c',
      'test/playwright.config.ts',
      '--reporter=list,json',
    ],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: report, ...(executable && { CHROMIUM_PATH: executable }) },
  );
  const stats = read(report)?.stats;
  add((stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0, status);
}

/** A runner that failed without naming a test (it could not even start, say) counts as one failure. */
function add(passed, failed, status) {
  counts.passed += passed;
  counts.failed += failed === 0 && status !== 0 ? 1 : failed;
}

/**
 * Chromium's shell without windows, which costs a third of the processor, of this machine or of Debian, where we may install
 * it; else a whole Chromium of this machine or of Debian; else Playwright's own download.
 */
async function findBrowser() {
  const places = [
    process.env.CHROMIUM_PATH,
    shell,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = () => places.find((place) => place && existsSync(place));
  if (!found()) await install('chromium');
  if (found()) return found();
  run(['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  return undefined;
}

/**
 * What exports are opened with, what reads our metrics and stands in front of us, and what browser tests run in; it ends
 * when they are there, or cannot be had: such tests then say that they were left out.
 */
function installBeside() {
  const names = [
    ...(existsSync('/usr/bin/soffice') ? [] : ['libreoffice-calc', 'libreoffice-draw']),
    ...(existsSync('/usr/bin/prometheus') ? [] : ['prometheus']),
    ...(existsSync('/usr/sbin/nginx') ? [] : ['nginx-light']),
    ...(existsSync('/usr/bin/caddy') ? [] : ['caddy']),
    ...(existsSync('/usr/sbin/pgbouncer') ? [] : ['pgbouncer']),
    ...(existsSync('/usr/bin/faketime') ? [] : ['faketime']),
    ...(process.env.CHROMIUM_PATH || existsSync(shell) ? [] : ['chromium-headless-shell']),
  ];
  return names.length > 0 ? install(...names) : Promise.resolve();
}

/** Packages of Debian, where we may; whether one is there afterwards shows at its place. */
function install(...names) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return Promise.resolve();
  console.log(`Installing ${names.join(', ')} …`);
  // In one shell: this process waits for others meanwhile. One that there is none of does not keep away the
  // rest.
  const each = 'for name; do apt-get install -y -qq --no-install-recommends "$name"; done';
  const child = spawn('sh', ['-c', `apt-get update -qq; ${each}`, 'sh', ...names], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // At this level no package starts a service.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  return new Promise((resolve) => child.once('close', resolve).once('error', resolve));
}

function run(args, environment = {}) {
  return spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
}

function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
}
