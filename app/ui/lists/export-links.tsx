import { ButtonLink } from '../forms/button.tsx';

type ExportLinksProps = {
  /** The list by its word, such as `invoices`. */
  list: string;
  /** Where its file is; null for those who may not export. */
  href: string | null;
};

/** The export of a list as it is filtered: as CSV at once, or in another way. */
export function ExportLinks({ list, href }: ExportLinksProps) {
  if (href === null) return null;
  const [, query = ''] = href.split('?');
  const params = new URLSearchParams(query);
  params.set('list', list);
  return (
    <>
      <ButtonLink reloadDocument to={href}>
        Export CSV
      </ButtonLink>
      <ButtonLink to={`/reports/exports/new?${params}`}>Other formats</ButtonLink>
    </>
  );
}
