// npm test: installs what tests need, then types, lint, import rules, unused code, unit, integration and browser tests.
// Ends with one line that counts them all. Plain Node: it runs before anything is installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const reports = mkdtempSync(path.join(tmpdir(), 'counterfoil-reports-'));
const counts = { passed: 0, failed: 0 };

execFileSync(process.execPath, ['start.js', '--install-only'], { stdio: 'inherit' });
execFileSync(process.execPath, ['start.js', '--build-only'], { stdio: 'inherit' });

check('types', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']);
check('lint and format', ['node_modules/@biomejs/biome/bin/biome', 'ci', '.']);
check('import rules', [
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  ...[
    '--config',
    '.dependency-cruiser.cjs',
    'app',
    'jobs',
    'runtime',
    'reconciliation',
    'identity',
    'paymega',
    'db',
    'main.ts',
    'counterfoil.ts',
  ],
]);
check('unused code and dependencies', ['node_modules/knip/bin/knip.js', '--no-config-hints']);
check('licences', ['test/dependencies/licences.js'], 'ignore');
check('install scripts', ['test/dependencies/install-scripts.js']);
vitest();
browser();

rmSync(reports, { recursive: true, force: true });
process.exitCode = counts.failed > 0 ? 1 : 0;
console.log(`${counts.passed} passed, ${counts.failed} failed`);

/** A tool that says yes or no counts as one test. */
function check(name, args, output = 'inherit') {
  console.log(`\n— ${name}`);
  const { status } = run(args, {}, output);
  counts[status === 0 ? 'passed' : 'failed']++;
}

function vitest() {
  console.log('\n— unit and integration tests');
  // What exports are opened with.
  if (!existsSync('/usr/bin/soffice')) install('libreoffice-calc', 'libreoffice-draw');
  const report = path.join(reports, 'vitest.json');
  const output = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  const { status } = run([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/vitest.config.ts',
    '--coverage',
    ...output,
  ]);
  const result = read(report);
  add(result?.numPassedTests ?? 0, result?.numFailedTests ?? 0, status);
}

function browser() {
  console.log('\n— browser tests');
  const executable = findBrowser();
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
function findBrowser() {
  const shell = '/usr/bin/chromium-headless-shell';
  const places = [
    process.env.CHROMIUM_PATH,
    shell,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = () => places.find((place) => place && existsSync(place));
  if (!process.env.CHROMIUM_PATH && !existsSync(shell)) install('chromium-headless-shell');
  if (!found()) install('chromium');
  if (found()) return found();
  run(['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  return undefined;
}

/** A package of Debian, where we may; whether it is there afterwards shows at its place. */
function install(...names) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.log(`Installing ${names.join(', ')} …`);
  const quiet = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  spawnSync('apt-get', ['update', '-qq'], quiet);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet);
}

function run(args, environment = {}, output = 'inherit') {
  const stdio = ['inherit', output, 'inherit'];
  return spawnSync(process.execPath, args, { stdio, env: { ...process.env, ...environment } });
}

function read(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
}
