// npm run licences: every package of package-lock.json that is installed for production, with its licence. Ends with 1
// where one has a licence that is not allowed here. Another lock file may be named.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What asks of us no more than to name it. 'Public Domain' and 'MIT/X11' are old ways to write what they say. */
const ALLOWED = [
  ...[
    'MIT',
    'MIT-0',
    'MIT/X11',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
  ],
  ...['Unlicense', 'CC0-1.0', 'Public Domain', 'Zlib'],
];

/** What a package tells in its LICENSE file alone. */
const TOLD_IN_A_FILE = { 'png-js@1.1.0': 'MIT' };

const lockFile =
  process.argv[2] ?? path.join(fileURLToPath(new URL('../..', import.meta.url)), 'package-lock.json');
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'));
const rows = Object.entries(packages)
  .filter(([place, { dev }]) => place !== '' && !dev)
  .map(([place, { name, version, license }]) => {
    const known = `${name ?? place.split('node_modules/').at(-1)}@${version}`;
    return {
      name: known,
      licence: typeof license === 'string' ? license : (TOLD_IN_A_FILE[known] ?? 'none is told'),
    };
  });
const byName = new Map(rows.map((row) => [row.name, row]));
for (const { name, licence } of [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))
  console.log(`${licence}\t${name}`);

const refused = [...byName.values()].filter(({ licence }) => !isAllowed(licence));
for (const { name, licence } of refused) console.error(`${name}: the licence “${licence}” is not allowed`);
if (refused.length > 0) process.exitCode = 1;

/** An SPDX expression: of what OR joins one is enough, of what AND joins all are needed, which binds closer. */
function isAllowed(expression) {
  const inner = /^\(([^()]*)\)$/.exec(expression.trim())?.[1] ?? expression.trim();
  if (/[()]/.test(inner)) return false;
  return inner.split(' OR ').some((part) => part.split(' AND ').every((one) => ALLOWED.includes(one.trim())));
}
