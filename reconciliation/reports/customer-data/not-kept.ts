/** What is not in such a file, and why: said in the file and on the page. */
export const NOT_KEPT = [
  'Card numbers, check codes and tokens: they are taken out before anything is stored.',
  'Names, addresses and telephone numbers, but where Paymega told them in a body that is kept: the books have no place for them.',
  'Bodies of months that were trimmed: they are gone, and cannot be searched. What is known of their callbacks and status checks is here where a later body, or a book, names the customer.',
  'Statements of Paymega’s portal: what they say of people is left out when they are imported.',
  'Test payments: they are made by your own people, with test cards.',
  'Of requests that were refused more than their beginning. Anybody can send one: they prove nothing of the customer.',
  'Backups and files that were exported before: they are where you have put them.',
];
