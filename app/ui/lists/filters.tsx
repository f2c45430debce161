import { Collapsible } from '../forms/collapsible.tsx';
import { FilterForm, type FilterFormProps } from './filter-form.tsx';

/** Filters that stand open above what they narrow; folded away on phones. */
export function Filters(props: Omit<FilterFormProps, 'className'>) {
  const set = props.fields.filter(({ value }) => value !== '').length;
  return (
    <Collapsible label={set > 0 ? `Filters, ${set} set` : 'Filters'}>
      <FilterForm {...props} className="grid grid-cols-2 items-end gap-x-3 gap-y-2 sm:flex sm:flex-wrap" />
    </Collapsible>
  );
}
