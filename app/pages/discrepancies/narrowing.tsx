import type { SortLink } from '../../forms/list-sort.ts';
import { FilterMenu } from '../../ui/lists/filter-menu.tsx';
import { GroupBy, type GroupingLink } from '../../ui/lists/group-by.tsx';
import { SortBy } from '../../ui/lists/sort-by.tsx';
import { type Counted, type FilterValues, filterFields } from './filter-fields.ts';
import { OfRun, type OfRunProps } from './of-run.tsx';

type NarrowingProps = {
  params: FilterValues;
  /** What else the address keeps. */
  passing: Readonly<Record<string, string>>;
  sorts: readonly SortLink[];
  facets: Counted;
  groupings: readonly GroupingLink[];
  reviewers: readonly { id: number; label: string }[];
  /** The run that the list is of, where it is of one. */
  ofRun: Omit<OfRunProps, 'mode'> | null;
};

/** How the work list can be narrowed, widened or grouped. */
export function Narrowing({ params, passing, sorts, facets, groupings, reviewers, ofRun }: NarrowingProps) {
  return (
    <>
      <FilterMenu
        action="/discrepancies"
        hidden={passing}
        passing={ofRun ? { run: ofRun.id.toString(), effect: ofRun.effect ?? '' } : {}}
        fields={filterFields(params, reviewers, facets)}
      >
        <SortBy sorts={sorts} />
        <GroupBy groupings={groupings} />
      </FilterMenu>
      {ofRun ? <OfRun {...ofRun} mode={params.mode} /> : null}
    </>
  );
}
