import { z } from 'zod';
import { day } from '#identity/filter.ts';
import { FIELD_NAMES, type FieldName, fieldsOf } from '#reconciliation/statements/fields.ts';
import { MAPPING, type Mapping } from '#reconciliation/statements/mapping.ts';

const noneIfEmpty = z.literal('').transform(() => null);
const column = z
  .string()
  .regex(/^\d{0,3}$/, 'choose a column')
  .default('');
const columns = Object.fromEntries(FIELD_NAMES.map((name) => [`column_${name}`, column])) as Record<
  `column_${FieldName}`,
  typeof column
>;

/** The form in which a person says how a file is to be read. */
export const MAPPING_FORM = z.object({
  ...MAPPING.pick({ kind: true, mode: true, decimalSign: true, dateForm: true }).shape,
  ...columns,
  headerLine: z.coerce.number('give the number of a line').pipe(MAPPING.shape.headerLine),
  zone: z.string().trim().pipe(MAPPING.shape.zone),
  currency: z.string().trim().toUpperCase().max(20, 'at most 20 characters').default(''),
  from: z.union([noneIfEmpty, day]).default(null),
  to: z.union([noneIfEmpty, day]).default(null),
  feesBelowZero: z.literal('yes').optional(),
  isWhole: z.literal('yes').optional(),
  saveAs: z.string().trim().max(80, 'at most 80 characters').default(''),
});

/** What the form says, as a mapping. */
export function mappingOf(given: z.output<typeof MAPPING_FORM>): Mapping {
  const { kind, mode, decimalSign, dateForm, headerLine, zone, currency, from, to } = given;
  const chosen = fieldsOf(kind).flatMap((name) => {
    const place = given[`column_${name}`];
    return place === '' ? [] : [[name, Number(place)] as const];
  });
  return MAPPING.parse({
    ...{ kind, mode, decimalSign, dateForm, headerLine, zone, from, to: to ?? from },
    columns: Object.fromEntries(chosen),
    currency: currency === '' ? null : currency,
    feesBelowZero: given.feesBelowZero === 'yes',
    isWhole: given.isWhole === 'yes',
  });
}
