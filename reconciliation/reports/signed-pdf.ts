import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { kindLabel, RESOLUTIONS } from '../discrepancies/kinds.ts';
import { FLOW } from './money-figures.ts';
import type { SignedExplanation, SignedLine, SignedReport, WrittenSide } from './money-report.ts';

/** What a signed report says of itself. */
export type SignedHead = {
  account: string;
  day: string;
  timeZone: string;
  signedBy: string;
  signedAt: Date;
  needsSecond: boolean;
  note: string | null;
  unresolved: number;
  pending: number;
  /** Of the file of its payments. */
  sha256: string;
  rows: number;
};

const required = createRequire(import.meta.url);
const font = (style: string) => required.resolve(`pdfmake/fonts/Roboto/Roboto-${style}.ttf`);
const FONTS = {
  Roboto: {
    normal: font('Regular'),
    bold: font('Medium'),
    italics: font('Italic'),
    bolditalics: font('MediumItalic'),
  },
};

/** The report of a signed day as a PDF, to be kept and handed on. Amounts are the exact decimals that were signed. */
export async function signedPdf(head: SignedHead, report: SignedReport): Promise<Buffer> {
  pdfmake.setFonts(FONTS);
  pdfmake.setLocalAccessPolicy((path: string) => Object.values(FONTS.Roboto).includes(path));
  pdfmake.setUrlAccessPolicy(() => false);
  return pdfmake
    .createPdf({
      pageSize: 'A4',
      pageOrientation: 'landscape',
      pageMargins: [28, 32, 28, 36],
      info: { title: `${head.account} ${head.day}`, creator: 'Counterfoil', creationDate: head.signedAt },
      defaultStyle: { fontSize: 8 },
      styles: {
        title: { fontSize: 14, bold: true },
        heading: { fontSize: 10, bold: true, margin: [0, 10, 0, 4] },
        head: { bold: true },
      },
      footer: (page: number, pages: number) => ({
        text: `${head.account} · ${head.day} · page ${page} of ${pages}`,
        alignment: 'right',
        margin: [28, 8, 28, 0],
      }),
      content: [
        { text: `Report of ${head.day} by money, signed`, style: 'title' },
        { ul: facts(head), margin: [0, 6, 0, 0] },
        { text: 'Money that moved on the day', style: 'heading' },
        moneyTable(report.lines),
        {
          text: 'Payouts, reserve and charge-back fees: not available (Paymega’s API does not tell them).',
          margin: [0, 4, 0, 0],
        },
        { text: 'What the two books differ by', style: 'heading' },
        explainedTable(report.explained),
        { text: 'Pending payments through the day (our book)', style: 'heading' },
        flowTable(report.lines),
      ],
    })
    .getBuffer();
}

function facts(head: SignedHead): Content[] {
  return [
    `Account: ${head.account}. The day is counted from midnight to midnight in ${head.timeZone}.`,
    `Signed by ${head.signedBy} at ${head.signedAt.toISOString()} (UTC)${head.needsSecond ? ', to be confirmed by a second person' : ''}.`,
    `Open at that time: ${head.unresolved} discrepancies unresolved, ${head.pending} payments not final.`,
    ...(head.note ? [`Note: ${head.note}`] : []),
    `Its payments: ${head.rows} rows, SHA-256 ${head.sha256}.`,
  ];
}

const MONEY = ['gross', 'fees', 'refunded', 'chargedBack', 'net'] as const;
const MONEY_HEAD = ['Gross', 'Fees charged', 'Refunded', 'Charged back', 'Net'];

function moneyTable(lines: readonly SignedLine[]): Content {
  const row = (name: string, book: string, currency: string, side: WrittenSide) => [
    ...[name, book, right(String(side.sales))],
    ...MONEY.map((key) => right(`${side[key]} ${currency}`)),
  ];
  const rows = lines.flatMap(({ currency, service, ours, theirs, difference }) => [
    row(service ?? currency, 'Our book', currency, ours),
    row(service ?? currency, 'Paymega’s book', currency, theirs),
    row(service ?? currency, 'Difference', currency, difference),
  ]);
  return table(['Service', 'Book', 'Sales', ...MONEY_HEAD], rows, 'No money moved on this day.');
}

function explainedTable(explained: readonly SignedExplanation[]): Content {
  const rows = explained.map(({ currency, service, kind, state, resolution, payments, difference }) => [
    ...[service ?? currency, labelOf(kind), endOf(state, resolution), right(String(payments))],
    ...MONEY.map((key) => right(`${difference[key]} ${currency}`)),
  ]);
  return table(
    ['Service', 'Kind', 'Resolution', 'Payments', ...MONEY_HEAD],
    rows,
    'Nothing: they tell the same money.',
  );
}

/** What explains a difference, as the screen says it. */
function labelOf(kind: string): string {
  if (kind === 'unexplained') return 'Unexplained';
  return kind === 'not_compared' ? 'Not compared' : kindLabel(kind);
}

function endOf(state: string | null, resolution: string | null): string {
  if (resolution !== null) return RESOLUTIONS[resolution as keyof typeof RESOLUTIONS];
  return state === null ? '' : 'Not resolved';
}

function flowTable(lines: readonly SignedLine[]): Content {
  const rows = lines.map(({ currency, service, flow }) => [
    service ?? currency,
    ...FLOW.map((part) => right(`${flow.ours[part].payments} · ${flow.ours[part].ordered} ${currency}`)),
  ]);
  const heads = [
    'Pending at the start',
    'Created',
    'Processed',
    'Failed',
    'Expired',
    'Terminated',
    'Pending at the end',
  ];
  return table(['Service', ...heads], rows, 'Nothing was pending.');
}

function table(heads: readonly string[], rows: TableCell[][], otherwise: string): Content {
  if (rows.length === 0) return { text: otherwise };
  return {
    layout: 'lightHorizontalLines',
    table: {
      headerRows: 1,
      widths: heads.map(() => 'auto'),
      body: [heads.map((text) => ({ text, style: 'head' })), ...rows],
    },
  };
}

function right(text: string): TableCell {
  return { text, alignment: 'right' };
}
