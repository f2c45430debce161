/** The views of the list of invoices that come with the product, each with its filter. */
export const GIVEN_VIEWS = {
  All: '',
  'Not final': 'pending=yes',
  Processed: 'status=processed',
  Failed: 'status=process_failed',
  'Charged back': 'status=charged_back',
};
