import { expect, test } from 'vitest';
import { FAULTS } from '#reconciliation/discrepancies/faults.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();

test('each contradiction that the database knows has words, and no words are left over', async () => {
  const [fault] = await database.sql<{ code: string }[]>`
    select pg_get_functiondef('figures_fault'::regproc) as code`;
  const codes = [...(fault?.code ?? '').matchAll(/'(\w+)'::text(?=\s+(?:WHEN|ELSE|END))/g)].map(
    ([, code]) => code,
  );
  expect(codes.length).toBeGreaterThan(10);
  expect(Object.keys(FAULTS).toSorted()).toEqual([...new Set(codes)].toSorted());
});
