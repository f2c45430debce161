import { type Facet, Facets } from '../../ui/lists/facets.tsx';
import { Filters } from '../../ui/lists/filters.tsx';
import { GroupBy, type GroupingLink } from '../../ui/lists/group-by.tsx';
import { type FilterValues, filterFields } from './filter-fields.ts';
import { OfRun, type OfRunProps } from './of-run.tsx';

type NarrowingProps = {
  params: FilterValues;
  by: string | null;
  facets: { kind: readonly Facet[]; severity: readonly Facet[] };
  groupings: readonly GroupingLink[];
  reviewers: readonly { id: number; email: string }[];
  /** The run that the list is of, where it is of one. */
  ofRun: Omit<OfRunProps, 'mode'> | null;
};

/** What the work list holds, and how it can be narrowed, widened or grouped. */
export function Narrowing({ params, by, facets, groupings, reviewers, ofRun }: NarrowingProps) {
  return (
    <>
      <Facets label="By kind" facets={facets.kind} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <Facets label="By severity" facets={facets.severity} />
        <GroupBy groupings={groupings} />
      </div>
      <Filters
        action="/discrepancies"
        hidden={{ mode: params.mode, ...(by && { group: by }) }}
        passing={ofRun ? { run: ofRun.id.toString(), effect: ofRun.effect ?? '' } : {}}
        fields={filterFields(params, reviewers)}
      />
      {ofRun ? <OfRun {...ofRun} mode={params.mode} /> : null}
    </>
  );
}
