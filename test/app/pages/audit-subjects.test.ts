import { describe, expect, test } from 'vitest';
import { actLabel } from '#identity/audit/acts.ts';
import { subjectLink } from '../../../app/pages/audit/subject-link.ts';

describe('what an audited act was about', () => {
  test.each([
    ['run:7', 'no. 7', '/runs/7'],
    ['invoice:shop:cpi_1:2', 'cpi_1:2', '/invoices/cpi_1%3A2?account=shop'],
    ['day:shop:2026-11-20', '2026-11-20', '/reports/2026-11-20?account=shop'],
    ['discrepancy:12', 'no. 12', '/discrepancies/12'],
    ['account:shop', 'shop', '/?account=shop'],
    ['fee_rate:shop:3', '3', '/reports/fees/rates/3?account=shop'],
    ['address:192.0.2.1', '192.0.2.1', null],
    ['secrets', '', null],
  ])('%s leads to its page', (subject, text, href) => {
    expect(subjectLink(subject)).toEqual({ text, href });
  });

  test.each([
    ['person:4', 'people.manage'],
    ['token:reports', 'tokens.manage'],
    ['alert_channel:2', 'settings.change'],
    ['export:9', 'books.export'],
  ])('%s has a page for those alone who may %s', (subject, needs) => {
    expect(subjectLink(subject)).toMatchObject({ href: expect.any(String), needs });
  });

  test('of a kind that is not known stands as it is, without a link', () => {
    expect(subjectLink('constructor:1')).toEqual({ text: 'constructor:1', href: null });
    expect(actLabel('moon.landed')).toBe('moon.landed');
    expect(actLabel('toString')).toBe('toString');
  });
});
