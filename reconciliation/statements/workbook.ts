import { xmlEvents } from './xml-events.ts';
import { unreadable, type ZipParts } from './zip-parts.ts';

/** What the cells of a sheet are written with. */
export type Workbook = {
  sheet: string;
  shared: readonly string[];
  /** By the number of a style: whether its numbers are days. */
  isDate: readonly boolean[];
  is1904: boolean;
};

const MAX_SHARED_CHARACTERS = 256 * 1024 * 1024;
/** Days and times among the formats that every spreadsheet has (ECMA-376, 18.8.30). */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/**
 * The first sheet that is to be seen, and what its cells refer to. @throws Refusal `unreadable_file` (422)
 */
export async function workbookOf(parts: ZipParts): Promise<Workbook> {
  const sheets: { target: string; isHidden: boolean }[] = [];
  let is1904 = false;
  await xmlEvents(await parts.open('xl/workbook.xml'), {
    open(name, { id = '', state, date1904 }) {
      if (name === 'sheet') sheets.push({ target: id, isHidden: state !== undefined && state !== 'visible' });
      if (name === 'workbookPr') is1904 = date1904 === '1' || date1904 === 'true';
    },
  });
  const first = sheets.find(({ isHidden }) => !isHidden);
  if (!first) throw unreadable('it has no sheet');
  const targets = new Map<string, string>();
  await xmlEvents(await parts.open('xl/_rels/workbook.xml.rels'), {
    open(name, { Id, Target }) {
      if (name === 'Relationship' && Id && Target) targets.set(Id, Target);
    },
  });
  const target = targets.get(first.target);
  if (!target) throw unreadable('its sheet is not where it says');
  const sheet = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
  return { sheet, is1904, shared: await sharedStrings(parts), isDate: await dateStyles(parts) };
}

async function sharedStrings(parts: ZipParts): Promise<string[]> {
  const shared: string[] = [];
  if (!parts.has('xl/sharedStrings.xml')) return shared;
  let [text, isText, isPhonetic, characters] = ['', false, false, 0];
  await xmlEvents(await parts.open('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text(more) {
      if (isText) text += more;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name !== 'si') return;
      characters += text.length;
      if (characters > MAX_SHARED_CHARACTERS) throw unreadable('its texts are longer than a report has');
      shared.push(text);
    },
  });
  return shared;
}

async function dateStyles(parts: ZipParts): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (!parts.has('xl/styles.xml')) return styles;
  const own = new Map<number, string>();
  let isOfCells = false;
  await xmlEvents(await parts.open('xl/styles.xml'), {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') own.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') isOfCells = true;
      if (name === 'xf' && isOfCells) styles.push(isDateFormat(Number(numFmtId), own.get(Number(numFmtId))));
    },
    close(name) {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return styles;
}

function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES.has(id);
  const bare = code.replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '');
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare);
}
