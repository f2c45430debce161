import { expect, test } from 'vitest';
import { readCsv } from '#reconciliation/statements/read-csv.ts';
import { MAX_COLUMNS } from '#reconciliation/statements/table.ts';

test('each row has the line on which it begins, line breaks within quotes counted', () => {
  const { rows, torn, delimiter } = readCsv('\uFEFFa;b\r\n"1\n2";x\r\n\r\ny;"z"\r\n', null);
  expect(delimiter).toBe(';');
  expect(torn).toEqual([]);
  expect(rows).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1\n2', 'x'] },
    { line: 4, cells: [''] },
    { line: 5, cells: ['y', 'z'] },
  ]);
});

test('a quote that is never closed tears what follows it, and nothing before it', () => {
  const before = Array.from({ length: 50 }, (_, n) => `${n},${n}`).join('\n');
  const { rows, torn } = readCsv(`a,b\n${before}\n1,"2\n3,4\n`, ',');
  expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 51 }, (_, n) => n + 1));
  expect(torn).toEqual([{ line: 52, reason: expect.stringMatching(/never closed/) }]);
});

test('more columns than any file has are refused with their line', () => {
  const wide = 'x,'.repeat(MAX_COLUMNS + 1);
  expect(() => readCsv(`a,b\n${wide}\n`, ',')).toThrow(/line 2 has \d+ columns/);
});
