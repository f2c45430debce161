import { useId } from 'react';

/** What can be chosen; `count` is how many rows it would leave. */
export type FilterOption = { value: string; label: string; count?: number | undefined };

export type FilterField = {
  name: string;
  label: string;
  type: 'select' | 'search' | 'date' | 'text';
  options?: readonly FilterOption[] | undefined;
  value: string;
  /** What can be typed, where that is not any text. */
  pattern?: string | undefined;
};

/** A currency, which nobody has to pick from a list of some two hundred. */
export const currencyField = {
  name: 'currency',
  label: 'Currency',
  type: 'text',
  pattern: '[A-Za-z]{3,10}',
} as const;

type FilterControlProps = { field: FilterField };

/** One filter with its label; a select without an empty option of its own is given “Any”. */
export function FilterControl({ field }: FilterControlProps) {
  const id = useId();
  const { name, type, value, options = [] } = field;
  return (
    <div className={type === 'search' ? 'col-span-2' : 'min-w-0'}>
      <label htmlFor={id} className="block text-xs text-muted">
        {field.label}
      </label>
      {type === 'select' ? (
        <select id={id} name={name} defaultValue={value} className="control w-full sm:max-w-48">
          {options.some((option) => option.value === '') ? null : <option value="">Any</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.count === undefined ? option.label : `${option.label} (${option.count})`}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type={type}
          name={name}
          defaultValue={value}
          maxLength={200}
          pattern={field.pattern}
          autoComplete="off"
          spellCheck={false}
          className={`control w-full ${type === 'search' ? 'sm:w-56' : 'sm:w-36'}`}
        />
      )}
    </div>
  );
}
