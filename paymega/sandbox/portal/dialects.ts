import { formatMinor } from '../../money.ts';
import { localTime } from './local-time.ts';
import type { Cell, Sheet } from './sheet.ts';
import { workbook } from './workbook.ts';

type Dialect = {
  delimiter: string;
  decimal: string;
  thousands: string;
  lineBreak: string;
  date: (parts: { y: string; m: string; d: string; time: string; hour: number }) => string;
  encode: (text: string) => Buffer;
  /** Titles above the header, and totals below the rows. */
  isWordy?: boolean;
  words?: Readonly<Record<string, string>>;
};

const GERMAN = {
  created: 'Datum',
  date: 'Datum',
  amount: 'Betrag',
  fee: 'Gebühr',
  balance: 'Saldo',
  currency: 'Währung',
  type: 'Typ',
  description: 'Beschreibung',
};

/** The ways in which the portal writes a file. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  plain: {
    ...{ delimiter: ',', decimal: '.', thousands: '', lineBreak: '\n', encode: (text) => Buffer.from(text) },
    date: ({ y, m, d, time }) => `${y}-${m}-${d}${time && ` ${time}`}`,
  },
  semicolon: {
    ...{ delimiter: ';', decimal: ',', thousands: '.', lineBreak: '\r\n' },
    encode: (text) => Buffer.from(`\uFEFF${text}`),
    date: ({ y, m, d, time }) => `${d}.${m}.${y}${time && ` ${time}`}`,
  },
  windows: {
    ...{ delimiter: ';', decimal: ',', thousands: '', lineBreak: '\r\n', isWordy: true, words: GERMAN },
    // Latin 1 is Windows-1252 for all that stands in it.
    encode: (text) => Buffer.from(text, 'latin1'),
    date: ({ y, m, d, time }) => `${d}.${m}.${y}${time && ` ${time}`}`,
  },
  tab: {
    ...{ delimiter: '\t', decimal: '.', thousands: ' ', lineBreak: '\r\n' },
    encode: (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    date: ({ y, m, d, time }) => `${y}/${m}/${d}${time && ` ${time}`}`,
  },
  pipe: {
    ...{ delimiter: '|', decimal: '.', thousands: ',', lineBreak: '\n', encode: (text) => Buffer.from(text) },
    date: ({ y, m, d, time, hour }) =>
      `${m}/${d}/${y}${time && ` ${String(hour % 12 || 12).padStart(2, '0')}${time.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`}`,
  },
};

/**
 * Writes a file of the portal; `xlsx` is a workbook, everything else a dialect of CSV. Times are those of
 * the zone.
 */
export async function writeSheet(sheet: Sheet, dialect: string, zone: string): Promise<Buffer | null> {
  if (dialect === 'xlsx') return workbook(sheet, zone);
  const known = DIALECTS[dialect];
  if (!known || !Object.hasOwn(DIALECTS, dialect)) return null;
  const width = sheet.header.length;
  const header = sheet.header.map((name) => known.words?.[name] ?? name);
  const amount = sheet.header.indexOf('amount');
  const total = [known.words ? 'Summe' : 'Total', ...Array<string>(width - 1).fill('')].with(amount, '1,00');
  const rows = [
    ...(known.isWordy ? [['Bericht für Händler'], []] : []),
    header,
    ...sheet.rows.map((row) => row.map((cell) => written(cell, known, zone))),
    ...(known.isWordy ? [total] : []),
  ];
  const lines = rows.map((row) => row.map((text) => quoted(text, known.delimiter)).join(known.delimiter));
  return known.encode(lines.map((line) => line + known.lineBreak).join(''));
}

function written(cell: Cell, dialect: Dialect, zone: string): string {
  if (cell === null || typeof cell === 'string') return cell ?? '';
  if ('minor' in cell) return amountText(formatMinor(cell.minor, cell.exponent), dialect);
  if ('day' in cell) {
    const [y = '', m = '', d = ''] = cell.day.split('-');
    return dialect.date({ y, m, d, time: '', hour: 0 });
  }
  const local = localTime(cell.at, zone);
  const [y = '', m = '', d = ''] = local.toPlainDate().toString().split('-');
  return dialect.date({
    y,
    m,
    d,
    time: local.toPlainTime().toString({ smallestUnit: 'second' }),
    hour: local.hour,
  });
}

function amountText(decimal: string, { decimal: sign, thousands }: Dialect): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = thousands === '' ? whole : whole.replaceAll(/\B(?=(\d{3})+$)/g, thousands);
  return fraction === undefined ? grouped : `${grouped}${sign}${fraction}`;
}

function quoted(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}
