import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { drawnTables } from '#db/draw-tables.ts';
import { ROOT } from '../support/running.ts';

test('the diagram of the tables is the one of the schema (npm run tables)', async () => {
  const drawn = await drawnTables();
  expect(drawn).toContain('invoices ||--o{ conflicting_records');
  expect(await readFile(`${ROOT}/docs/tables.md`, 'utf8')).toBe(drawn);
});
