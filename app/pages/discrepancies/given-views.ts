/** The views of the work list that come with the product, each with its filter. */
export const GIVEN_VIEWS = {
  Unresolved: '',
  Mine: 'assignee=me',
  Unassigned: 'assignee=none',
  Critical: 'severity=critical',
  Resolved: 'state=resolved',
};
