import { xmlOf } from './cells.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
// Currencies have 0 to 8 decimals; formats of our own begin with this number.
const DECIMALS = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const FIRST_FORMAT = 164;
const DAY_FORMAT = FIRST_FORMAT + DECIMALS.length;
const TIME_FORMAT = DAY_FORMAT + 1;
const TEXT_FORMAT = 49;

/** The parts of a workbook around its sheets, by their names in the file (ECMA-376, SpreadsheetML). */
export function workbookParts(sheets: readonly string[]): Record<string, string> {
  const numbered = sheets.map((name, place) => ({ name, number: place + 1 }));
  const overrides = numbered.map(({ number }) => override(`/xl/worksheets/sheet${number}.xml`, 'worksheet'));
  const listed = numbered.map(
    ({ name, number }) =>
      `<sheet name="${xmlOf(name).replaceAll('"', '&quot;')}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  const related = numbered.map(({ number }) =>
    relationship(`rId${number}`, 'worksheet', `worksheets/sheet${number}.xml`),
  );
  return {
    'xl/workbook.xml': `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([...related, relationship('styles', 'styles', 'styles.xml')]),
    'xl/styles.xml': styles(),
    '_rels/.rels': relationships([relationship('rId1', 'officeDocument', 'xl/workbook.xml')]),
    '[Content_Types].xml':
      `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
      `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/>` +
      override('/xl/workbook.xml', 'sheet.main') +
      `${override('/xl/styles.xml', 'styles')}${overrides.join('')}</Types>`,
  };
}

/** What stands before the rows of a sheet: its header stays when it is moved. */
export function sheetStart(widths: readonly number[]): string {
  const columns = widths.map((width, place) => {
    const at = place + 1;
    return `<col min="${at}" max="${at}" width="${width}" customWidth="1"/>`;
  });
  return (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${columns.join('')}</cols><sheetData>`
  );
}

/** What stands behind them. @param filtered the cells that its filter is over, such as `A1:F9`; not the totals */
export function sheetEnd(filtered: string | null): string {
  return `</sheetData>${filtered === null ? '' : `<autoFilter ref="${filtered}"/>`}</worksheet>`;
}

function override(part: string, type: string): string {
  return `<Override PartName="${part}" ContentType="${TYPE}.${type}+xml"/>`;
}

function relationship(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
}

function relationships(all: readonly string[]): string {
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
}

/** The styles in the order of `STYLE` (cells.ts). */
function styles(): string {
  const formats = DECIMALS.map((decimals) => (decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`));
  const own = [...formats, 'yyyy-mm-dd', 'yyyy-mm-dd hh:mm:ss'];
  const numbered = own.map(
    (code, place) => `<numFmt numFmtId="${FIRST_FORMAT + place}" formatCode="${code}"/>`,
  );
  const style = (format: number, font: 0 | 1 = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;
  const all = [
    ...[style(0), style(0, 1), style(TEXT_FORMAT), style(DAY_FORMAT), style(TIME_FORMAT), style(0, 1)],
    ...DECIMALS.map((decimals) => style(FIRST_FORMAT + decimals)),
    ...DECIMALS.map((decimals) => style(FIRST_FORMAT + decimals, 1)),
  ];
  const font = (isBold: boolean) => `<font>${isBold ? '<b/>' : ''}<sz val="11"/><name val="Calibri"/></font>`;
  const fill = (pattern: string) => `<fill><patternFill patternType="${pattern}"/></fill>`;
  return (
    `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="${own.length}">${numbered.join('')}</numFmts>` +
    `<fonts count="2">${font(false)}${font(true)}</fonts>` +
    `<fills count="2">${fill('none')}${fill('gray125')}</fills>` +
    `<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
    `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
    `<cellXfs count="${all.length}">${all.join('')}</cellXfs>` +
    `<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
  );
}
